"""Words that ask for nothing: thanks, «решено», a greeting, a bare «нет» (R9). Whole messages only."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
_GAPS = re.compile(r"[\s.,!;:()\u200d\ufe0f👍🙏👌✅❤😊🙂🤝🎉+-]*")

_THANKS = frozenset({
    "спасибо", "спасибочки", "благодарю", "благодарим", "спс", "пасиб", "ок", "окей", "хорошо", "понятно",
    "thanks", "thank", "thx", "ok", "okay",
})  # fmt: skip
_SOLVED = frozenset({
    "решено", "решили", "решилось", "решен", "решена", "заработало", "заработал", "заработала", "работает",
    "помогло", "получилось", "готово", "solved", "fixed", "works", "resolved", "done", "helped",
})  # fmt: skip
_YES = frozenset({"да", "ага", "yes", "yep"})
_AROUND = frozenset({
    "большое", "огромное", "вам", "тебе", "все", "всем", "за", "помощь", "ответ", "оперативность", "быстро",
    "быстрый", "теперь", "уже", "очень", "вопрос", "проблема", "обращение", "это", "и", "нам", "мне",
    "отлично", "супер", "класс", "снова", "же", "you", "so", "very", "much", "a", "lot", "it", "now",
    "all", "the", "for", "your", "help", "is", "issue", "problem", "everything", "great", "perfect", "again",
})  # fmt: skip
_GREETING = frozenset({
    "здравствуйте", "здравствуй", "привет", "приветствую", "добрый", "доброе", "доброго", "hello", "hi",
    "hey", "good",
})  # fmt: skip
_DAY = frozenset({
    "день", "вечер", "утро", "дня", "времени", "суток", "всем", "коллеги", "morning", "afternoon", "evening",
    "day", "there",
})  # fmt: skip
_NO = frozenset({"нет", "неа", "no", "nope"})
_NOT_SOLVED = frozenset({"не решено", "нет не решено", "not solved", "no not solved"})


def _words(text: str) -> list[str] | None:
    """The words of a short message without its punctuation; None where more than words is in it."""
    if len(text) > 120 or not _GAPS.fullmatch(_WORD.sub(" ", text)):
        return None  # «решено?» is a question, and so is anything with signs we don't expect
    return _WORD.findall(text.casefold().replace("ё", "е"))


def is_thanks(text: str) -> bool:
    """Thanks and nothing more: «Огромное спасибо за помощь!», «ок», a thumb up."""
    words = _words(text)
    if words is None:
        return False
    if not words:
        return any(sign in text for sign in "👍🙏👌❤🤝+")
    return bool(_THANKS & set(words)) and set(words) <= _THANKS | _AROUND


_PRAISE = frozenset({
    "отлично", "супер", "класс", "молодцы", "молодец", "здорово", "прекрасно", "хорошо", "быстро", "довольны",
    "доволен", "довольна", "понравилось", "great", "good", "excellent", "perfect", "fast", "quick", "job",
    "work", "well",
})  # fmt: skip


def is_praise(text: str) -> bool:
    """Thanks, praise and nothing more: «спасибо, всё отлично»."""
    words = _words(text)
    known = _PRAISE | _THANKS
    return bool(words) and bool(known & set(words or ())) and set(words or ()) <= known | _AROUND


def is_solved(text: str) -> bool:
    """Thanks, «решено» or «да», in answer to the closure question: none of them reopens a ticket (R9)."""
    words = _words(text)
    if words is None:
        return False
    if not words:
        return is_thanks(text) or "✅" in text
    known = _THANKS | _SOLVED | _YES
    return bool(known & set(words)) and set(words) <= known | _AROUND


def is_bare_no(text: str) -> bool:
    """«Нет» in answer to the closure question: a dispute whose reason is still to be told (R8)."""
    words = _words(text)
    return bool(words) and (set(words or ()) <= _NO or " ".join(words or ()) in _NOT_SOLVED)


def is_greeting(text: str) -> bool:
    """A greeting alone: what happened comes in the next message."""
    words = _words(text)
    return bool(words) and bool(_GREETING & set(words or ())) and set(words or ()) <= _GREETING | _DAY
