"""Files that are too large, or too many."""

from __future__ import annotations

from handlers.texts.moments import NB, plural

_WORDS = " Слова под ним приняли."
SWAP_IN_VAIN = "Осталось то, что было до правки."


def file_too_large(most: int, *, worded: bool) -> str:
    return (
        f"Этот файл не приняли: он больше {most}{NB}МБ. Положите его в облако и пришлите ссылку."
        f"{_WORDS if worded else ''} Всё остальное на месте."
    )


def too_many_files_today(most: int, *, worded: bool) -> str:
    return (
        f"Этот файл не приняли: за сутки берём до {plural(most, 'ru', one='файла', other='файлов')}. "
        "Соберите остальные в один архив и пришлите завтра, или дайте ссылку на облако."
        f"{_WORDS if worded else ''} Всё остальное на месте."
    )


def too_many_files_in(number: str, most: int) -> str:
    return (
        f"Не приняли: в обращении {number} помещается "
        f"{plural(most, 'ru', one='файл', few='файла', other='файлов')}. "
        "Пришлите ссылку на облако, а слова отправьте без файла."
    )
