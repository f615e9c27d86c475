"""Files that are too large, or too many."""

from __future__ import annotations

from handlers.texts.moments import NB, plural

_WORDS = " The words under it are taken."
SWAP_IN_VAIN = "What was there before the edit stays."


def file_too_large(most: int, *, worded: bool) -> str:
    return (
        f"This file was not taken: it is over {most}{NB}MB. Put it into a cloud and send the link."
        f"{_WORDS if worded else ''} Everything else is in place."
    )


def too_many_files_today(most: int, *, worded: bool) -> str:
    return (
        f"This file was not taken: we take {plural(most, 'en', one='file', other='files')} a day. "
        "Pack the others into one archive and send it tomorrow, or give a link to a cloud."
        f"{_WORDS if worded else ''} Everything else is in place."
    )


def too_many_files_in(number: str, most: int) -> str:
    return (
        f"Not taken: ticket {number} has room for {plural(most, 'en', one='file', other='files')}. "
        "Send a link to a cloud, and your words without the file."
    )
