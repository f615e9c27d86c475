"""The client's word on a resolved ticket, or on a later deadline, as he writes it by mail (R8, R9, T4)."""

from __future__ import annotations

import re
from enum import StrEnum

from handlers import courtesy


class Verdict(StrEnum):
    """What he says; anything that is not plain is asked about, never guessed."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    UNCLEAR = "unclear"


_GREETING = re.compile(
    r"^\s*(?:(?:здравствуйте|здравствуй|добрый (?:день|вечер)|доброе утро|доброго дня|привет|приветствую|"
    r"уважаем\w+[^\n,!.]*|hello|hi|dear [^\n,!.]*|good (?:morning|afternoon|day|evening))"
    r"(?:,? [^\W\d_]+){0,3}\s*[,!.]*\s*)+",
    re.IGNORECASE,
)
_PARTING = re.compile(
    r"\n\s*(?:с уважением|с наилучшими|всего (?:доброго|хорошего)|хорошего дня|best regards|kind regards|"
    r"regards|sincerely|best wishes)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_CONFIRMED = re.compile(
    r"(?:да[,. ]+)?(?:подтверждаю|подтверждаем|вопрос закрыт|закрывайте|можно (?:закрыть|закрывать)|"
    r"обращение решено|проблема решена|вопрос решен|все решено|confirmed?|please close|you (?:can|may) close)"
    r"(?:[,. !]*(?:спасибо|благодарю|thank you|thanks|все работает|it works)[^\n]{0,30})?[\s.!]*",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"^(?:нет[,.]?\s+)?(?:(?:не|еще не|пока не|все еще не) (?:решено|решена|решен|решили|согласен|согласна|"
    r"согласны|помогло|помогает|работает|заработало|устранено|исправлено)|"
    r"(?:no, )?(?:it(?:'s| is) )?(?:still )?not (?:solved|resolved|fixed|working)|"
    r"(?:it )?(?:still )?(?:does ?n[o']t|did ?n[o']t) (?:work|help)|"
    r"(?:i |we )?(?:do not agree|don't agree|disagree))",
    re.IGNORECASE,
)
_AGREED = re.compile(r"^(?:да[,. ]*)?(?:согласен|согласна|согласны|договорились|agreed?|ok|yes|да)\b", re.I)
_DECLINED = re.compile(r"^(?:нет[,. ]*)?(?:не соглас|против|нет\b|disagree|decline|no\b|not agreed)", re.I)


def bare(text: str) -> str:
    """The words without a greeting before and a parting after them."""
    return _PARTING.sub("", "\n" + _GREETING.sub("", text.strip(), count=1)).strip()


def on_solution(text: str) -> tuple[Verdict, str]:
    """What he says of the solution, and with NOT_SOLVED his reason, empty where there is none."""
    said = bare(text)
    plain = said.replace("ё", "е").replace("Ё", "Е")
    # Thanks alone confirm nothing, as in the chat.
    solved = courtesy.is_solved(said) and not courtesy.is_thanks(said)
    if solved or _CONFIRMED.fullmatch(plain):
        return Verdict.SOLVED, ""
    denied = _DENIED.match(plain)
    if denied is not None or courtesy.is_bare_no(said):
        after = "" if denied is None else said[denied.end() :]
        return Verdict.NOT_SOLVED, said if any(c.isalnum() for c in after) else ""
    return Verdict.UNCLEAR, ""


def on_proposal(text: str) -> bool | None:
    """Whether he agrees with a later deadline; None: that is not what he speaks of, or not plainly."""
    said = bare(text)
    if len(said) > 120 or "?" in said:
        return None
    if _DECLINED.match(said):
        return False
    return True if _AGREED.match(said) else None
