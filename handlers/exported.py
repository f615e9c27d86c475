"""What is kept of a person as one file: JSON for a program, a page for himself, nothing in it that acts."""

from __future__ import annotations

import io
import json
import zipfile
from html import escape
from typing import Any

from handlers.context import Words
from storage.files import File

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0}"
    "td{border:1px solid #ccc;padding:.3em .6em;vertical-align:top;white-space:pre-wrap}"
    "td:first-child{width:14em;color:#555}"
    "blockquote{margin:.3em 0;padding-left:.6em;border-left:3px solid #ccc}"
)


def packed(data: dict[str, Any], words: Words, name: str, heading: str) -> File:
    """A ZIP of both forms, named `name`; everything that somebody wrote is text in it and nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr("data.html", _page(data, words, heading))
    return File(f"{name}.zip", "application/zip", buffer.getvalue())


def _page(data: dict[str, Any], words: Words, heading: str) -> str:
    body = "".join(
        f"<h2>{escape(words.SECTIONS.get(name, name))}</h2>{_shown(value)}" for name, value in data.items()
    )
    return page(words.LANG, heading, f"<p>{escape(words.EXPORT_NOTE)}</p>{body}")


def page(lang: str, heading: str, body: str) -> str:
    """A page of its own that needs nothing from anywhere and runs nothing; `body` is HTML, `heading` text."""
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{escape(heading)}</title>'
        '<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style><h1>{escape(heading)}</h1>{body}</html>"
    )


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        rows = "".join(
            f"<tr><td>{escape(str(key))}</td><td>{_shown(one)}</td></tr>" for key, one in value.items()
        )
        return f"<table>{rows}</table>"
    if isinstance(value, list):
        return "".join(map(_shown, value)) or "—"
    return "—" if value is None or value == "" else escape(str(value))
