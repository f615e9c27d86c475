"""The client's word as he writes it by mail: on a solution, a later deadline, our work (R8, R9, S2, T4)."""

from __future__ import annotations

import re
from enum import StrEnum

from handlers import courtesy
from handlers.mail import quotes
from storage.reviews import LOW


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
_WE = r"(?:(?:мы|я|we|i) )?(?:полностью |вполне |категорически )?"
_THANKS = r"(?:[,. !]+(?:спасибо|благодарю|благодарим|ждем|хорошо|ок|thank you|thanks))*"
# Whole, with no «но» and no «если».
_AGREED = re.compile(
    rf"(?:(?:да|yes)[,. ]+)?(?:(?P<named>{_WE}(?:согласен|согласна|согласны|не против|не возражаю|"
    r"не возражаем|agree|agreed)(?: (?:с|на) (?:переносом|перенос|продлением|продление|новым сроком|"
    r"новый срок)|"
    r" (?:with|to) (?:it|that|the new moment))?)|да|ага|ок|окей|хорошо|договорились|ok|okay|yes|fine)"
    rf"{_THANKS}[\s.!]*",
    re.IGNORECASE,
)
_DECLINED = re.compile(
    rf"(?P<named>(?:(?:нет|no)[,. ]+)?{_WE}(?:не соглас|против\b|возражаю|возражаем|disagree|decline|"
    r"not agreed?\b|(?:do not|don't) agree))|(?:нет|no)\b",
    re.IGNORECASE,
)
_SAYS_AGREED = re.compile(
    r"(?<!не )\bсоглас(?:ен|на|ны)\b|не против|не возража|(?<!not )(?<!n't )\bagreed?\b", re.IGNORECASE
)
_MINE = re.compile(
    r"(?:(?:да|yes)(?:[,. ]+(?:это я|подтверждаю|it(?:'s| is) me))?|это я|подтверждаю|confirm|confirmed)"
    rf"{_THANKS}[\s.!]*",
    re.IGNORECASE,
)
_NOT_MINE = re.compile(
    r"(?:нет[,. ]+)?(?:это )?не я\b|(?:no[,. ]+)?(?:it(?:'s| is| was) )?not me\b", re.IGNORECASE
)
_STARS = re.compile(
    r"(?:(?:моя |наша |my )?(?:оценка|rating)\s*[:=–—-]?\s*)?(?P<stars>[1-5])(?:\s*/\s*5|"
    r"\s+(?:из|out of)\s+5|\s+из пяти|\s*балл(?:а|ов)?|\s*зв[её]зд[аы]?|\s*points?|\s*stars?)?(?![\w/])",
    re.IGNORECASE,
)
# What a digit and his words about it stand apart by; «1. … 2. …» is a list, «2.5» and «1-2 дня» are none.
_APART = re.compile(r"\s*(?:[,:;!–—]|\s-)\s+|\s*[.!]?\s*\n\s*")
_LISTED = re.compile(r"(?m)^\s*\d+\s*[.)]")


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


def on_proposal(text: str, *, named: bool = False) -> bool | None:
    """Whether he agrees with a later deadline; None: that is not what he speaks of, or not plainly.

    `named`: only where he says so by name, «согласен»: a bare «да» may answer something else. Agreement has
    no «but» and no «if»; a refusal may give its reason.
    """
    said = bare(text).replace("ё", "е").replace("Ё", "Е")
    if not said or len(said) > 300 or "?" in said:
        return None
    agreed = _AGREED.fullmatch(said)
    if agreed is not None:
        return True if agreed["named"] or not named else None
    declined = _DECLINED.match(said)
    if declined is None or _SAYS_AGREED.search(said) or (named and not declined["named"]):
        return None
    return False


def on_proof(text: str) -> bool | None:
    """Whether he says that the address is his and he asked for it; None: not plainly."""
    said = bare(quotes.fresh(text))
    if _MINE.fullmatch(said):
        return True
    return False if courtesy.is_bare_no(said) or _NOT_MINE.match(said) else None


def rating(text: str) -> tuple[int, str] | None:
    """The stars, 1 to 5, and with few of them what was wrong, if he says so; None: not plainly that (S2)."""
    said = bare(text)
    stars = _STARS.match(said)
    if stars is None:
        return None
    number, rest = int(stars["stars"]), said[stars.end() :]
    if not any(c.isalnum() for c in rest):
        return None if "?" in rest else (number, "")
    apart = _APART.match(rest)
    words = "" if apart is None else rest[apart.end() :].strip()
    if not words or _LISTED.search(words):
        return None
    if courtesy.is_praise(words):
        return number, ""
    return (number, words) if number <= LOW else None
