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
_HIDES = frozenset({"div", "span", "table", "section"})  # others end where nobody says so
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])", re.I
)
_GAPS = re.compile(r"[ \t\r\n\f\u00a0]+")


def _is_hidden(attrs: dict[str, str | None]) -> bool:
    return "hidden" in attrs or bool(_HIDDEN.search(attrs.get("style") or ""))


class _Words(HTMLParser):
    def __init__(self, *, unseen: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.unseen = unseen  # whether what a page hides is left out
        self.hidden: list[str] = []  # tags open inside of something hidden
        self.lines = [""]
        self.quoted = 0  # how deep in blockquotes: their lines begin with «>», as in plain letters
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.hidden:
            self.hidden += [tag] if tag == self.hidden[0] else []
        elif self.unseen and tag in _HIDES and _is_hidden(dict(attrs)):
            self.hidden.append(tag)
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
        if self.hidden and tag == self.hidden[0]:
            self.hidden.pop()
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
        if self.silent or self.hidden:
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
    """The words of a page, a line for each block of it; whatever is broken in it.

    What it hides from whoever looks at it is left out, unless there is nothing else.
    """
    return _read(html, unseen=True) or _read(html, unseen=False)


def _read(html: str, *, unseen: bool) -> str:
    parser = _Words(unseen=unseen)
    parser.feed(html.replace("\x00", ""))
    parser.close()
    return "\n".join(line.rstrip() for line in parser.lines).strip()


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Paragraphs of format=flowed (RFC 3676) whole again: a line that ends with a space goes on in the next.

    `delsp`: that space is no part of the words.
    """
    found: list[str] = []
    depth, goes_on = -1, False
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.lstrip(">")
        at = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        flows = bare.endswith(" ") and bare != "-- "
        words = bare[:-1] if flows and delsp else bare
        if goes_on and at == depth and bare != "-- ":
            found[-1] += words
        else:
            found.append(f"> {words}" if at else words)
        depth, goes_on = at, flows
    return "\n".join(found)


_LINK = re.compile(r'<a href="(https?://[^"]+)">(.*?)</a>', re.DOTALL)
_QUOTED = re.compile(r"\n?<blockquote[^>]*>(.*?)</blockquote>\n?", re.DOTALL)
_TAG = re.compile(r"</?[a-z-]+(?: [^>]*)?>")


def plainly(message: str) -> str:
    """A message of ours in Telegram's HTML as plain words; a link's address stands beside them."""
    message = _QUOTED.sub(lambda found: "\n> " + found[1].strip().replace("\n", "\n> ") + "\n", message)
    return unescape(_TAG.sub("", _LINK.sub(r"\2 (\1)", message)))


SIGNATURE = "\n\n-- \n"  # what stands below is who writes, not what


def signed(body: str, desk: Desk, words: Words) -> str:
    """The letter with who writes it, and how to call."""
    contacts = desk.law.regulation.contacts
    return f"{body}{SIGNATURE}{words.mail_signature(desk.law.regulation.software[0], contacts.phone)}\n"
