"""HTML as words: of a letter that has nothing else, and of our own messages that go by mail. Nothing is
rendered, nothing is fetched."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from handlers.context import Desk, Words

_SILENT = frozenset({"script", "style", "head", "title", "template", "object", "svg"})
_BLOCKS = frozenset(
    {
        "p", "div", "br", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre",
        "section", "article", "header", "footer", "dt", "dd", "center",
    }
)  # fmt: skip
_GAPS = re.compile(r"[ \t\r\n\f\u00a0]+")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self.quoted = 0  # how deep in blockquotes: their lines begin with «>», as in plain letters
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and tag != "object":
            self.silent.append(tag)
        elif tag == "blockquote":
            self._line()
            self.quoted += 1
        elif tag in _BLOCKS:
            self._line()
            if tag == "li":
                self.lines[-1] = "- "
        elif tag in ("td", "th") and self.lines[-1].strip("> "):
            self.lines[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            # An unclosed <style> inside of <head> ends with it.
            del self.silent[self.silent.index(tag) :]
        elif tag == "body":
            self.silent.clear()
        elif tag == "blockquote":
            self._line()
            self.quoted = max(self.quoted - 1, 0)
        elif tag in _BLOCKS and tag not in ("br", "li"):
            self._line()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        said = _GAPS.sub(" ", data)
        line = self.lines[-1]
        if not line and said.strip() and self.quoted:
            line = "> " * self.quoted
        self.lines[-1] = line + (said.lstrip() if not line or line.endswith((" ", "\n")) else said)

    def _line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")


def words_of(html: str) -> str:
    """The words of a page, a line for each block of it; whatever is broken in it."""
    parser = _Words()
    parser.feed(html.replace("\x00", ""))
    parser.close()
    return "\n".join(line.rstrip() for line in parser.lines).strip()


_LINK = re.compile(r'<a href="(https?://[^"]+)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"</?[a-z-]+(?: [^>]*)?>")


def plainly(message: str) -> str:
    """A message of ours in Telegram's HTML as plain words; a link's address stands beside them."""
    return unescape(_TAG.sub("", _LINK.sub(r"\2 (\1)", message)))


SIGNATURE = "\n\n-- \n"  # what stands below is who writes, not what


def signed(body: str, desk: Desk, words: Words) -> str:
    """The letter with who writes it, and how to call."""
    contacts = desk.law.regulation.contacts
    return f"{body}{SIGNATURE}{words.mail_signature(desk.law.regulation.software[0], contacts.phone)}\n"
