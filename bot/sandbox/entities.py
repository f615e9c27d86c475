"""Formatted text as Telegram reads it: HTML to text + entities, with Telegram's own words for errors.

Follows parse_html of https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp; offsets are in
UTF-16 code units, byte offsets of errors in UTF-8, as there.
"""

import re
from typing import Any

from .errors import bad_request

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w/.])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)"
    r"|(?P<mention>(?<![\w@])@\w{4,32})"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
    r"|(?P<phone_number>\+\d[\d ()-]{8,18}\d)"
)


def utf16_length(text: str) -> int:
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF) if not text.isascii() else len(text)


def read_text(text: str, parse_mode: str | None, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    """Text and entities as they will be stored: parsed, trimmed, links and commands found."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    text = text.replace("\r", "")
    mode = (parse_mode or "").lower()
    if mode == "html":
        text, entities = parse_html(text)
    elif mode in {"markdown", "markdownv2"}:
        raise bad_request(f"the sandbox doesn't speak parse_mode {parse_mode}, only HTML")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        entities = [dict(entity) for entity in given or []]
    text, entities = _trim(text, entities)
    return text, with_found(text, entities)


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add what Telegram recognises by itself: commands, addresses, mentions, hashtags, phones."""
    if not any(mark in text for mark in "/@#+"):
        return entities
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _CLOSED]
    found: list[Entity] = []
    for match in FOUND.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match[0])
        if not any(start < offset + length and offset < end for start, end in taken):
            found.append({"offset": offset, "length": length, "type": str(match.lastgroup)})
    return sorted(entities + found, key=_order) if found else entities


_CLOSED = frozenset({"text_link", "code", "pre", "text_mention", "custom_emoji"})


def _order(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    size = utf16_length(text)
    kept: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(size, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, sorted(kept, key=_order)


def cant_parse(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    return _HtmlReader(source).read()


class _HtmlReader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0  # of what is out, in UTF-16
        self.open: list[tuple[str, str, int]] = []  # tag, argument, offset
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        source = self.source
        while self.at < len(source):
            char = source[self.at]
            if char == "&" and (decoded := self.character()):
                self.put(decoded)
            elif char != "<":
                self.put(char)
                self.at += 1
            elif source.startswith("</", self.at):
                self.end_tag()
            else:
                self.start_tag()
        if self.open:
            raise cant_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return "".join(self.out), sorted(self.entities, key=_order)

    def put(self, text: str) -> None:
        self.out.append(text)
        self.length += utf16_length(text)

    def byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def character(self) -> str:
        """Decode &lt; &#60; &#x3c; at the present place and step over it, or return nothing."""
        match = CHARACTER.match(self.source, self.at)
        if match is None:
            return ""
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            decoded = NAMED.get(name, "")
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal)
            decoded = chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
        if decoded:
            self.at = match.end()
        return decoded

    def skip_space(self) -> None:
        while self.peek().isspace():
            self.at += 1

    def take_while(self, stop: str) -> str:
        start = self.at
        while (char := self.peek()) and not char.isspace() and char not in stop:
            self.at += 1
        return self.source[start : self.at]

    def start_tag(self) -> None:
        begin = self.at
        where = f"at byte offset {self.byte(begin)}"
        self.at += 1
        tag = self.take_while(">").lower()
        if not self.peek():
            raise cant_parse(f"Unclosed start tag {where}")
        if tag not in TAGS:
            raise cant_parse(f'Unsupported start tag "{tag}" {where}')
        argument = self.attributes(tag, where)
        if tag == "span" and argument != "spoiler":
            raise cant_parse(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append((tag, argument, self.length))

    def attributes(self, tag: str, where: str) -> str:
        argument = ""
        while True:
            self.skip_space()
            if self.peek() == ">":
                self.at += 1
                return argument
            name = self.take_while("=>/\"'")
            if not name:
                raise cant_parse(f'Empty attribute name in the tag "{tag}" {where}')
            self.skip_space()
            if self.peek() != "=":
                if not self.peek():
                    raise cant_parse(f'Unclosed start tag "{tag}" {where}')
                if (tag, name.lower()) == ("blockquote", "expandable"):
                    argument = "expandable"
                continue
            self.at += 1
            self.skip_space()
            if not self.peek():
                raise cant_parse(f'Unclosed start tag "{tag}" {where}')
            value = self.value()
            if not self.peek():
                raise cant_parse(f"Unclosed start tag {where}")
            match tag, name.lower():
                case ("a", "href") | ("tg-emoji", "emoji-id"):
                    argument = value
                case ("code", "class") if value.startswith("language-"):
                    argument = value.removeprefix("language-")
                case ("span", "class") if value.startswith("tg-"):
                    argument = value.removeprefix("tg-")

    def value(self) -> str:
        quote = self.peek()
        if quote not in "'\"":
            begin = self.at
            while self.peek().isalnum() or self.peek() in (".", "-"):
                self.at += 1
            if self.peek() and not self.peek().isspace() and self.peek() != ">":
                raise cant_parse(f"Unexpected end of name token at byte offset {self.byte(begin)}")
            return self.source[begin : self.at].lower()
        self.at += 1
        value: list[str] = []
        while (char := self.peek()) and char != quote:
            if char == "&" and (decoded := self.character()):
                value.append(decoded)
                continue
            value.append(char)
            self.at += 1
        self.at += 1
        return "".join(value)

    def end_tag(self) -> None:
        begin = self.byte(self.at)
        if not self.open:
            raise cant_parse(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        found = self.take_while(">").lower()
        self.skip_space()
        if self.peek() != ">":
            raise cant_parse(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag, argument, offset = self.open.pop()
        if found and found != tag:
            raise cant_parse(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag}>", found "</{found}>"'
            )
        if self.length > offset:
            self.close(tag, argument, offset)

    def close(self, tag: str, argument: str, offset: int) -> None:
        entity: Entity = {"offset": offset, "length": self.length - offset, "type": TAGS[tag]}
        if tag == "a":
            url = argument or "".join(self.out)[-entity["length"] :]
            if "." not in url and "://" not in url:
                return  # not a link: Telegram keeps the text and drops the tag
            entity["url"] = url if "://" in url else f"http://{url}"
            if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
                entity |= {"type": "text_mention", "user": {"id": int(user[1])}}
                del entity["url"]
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = argument
        elif tag == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif tag == "code" and argument:
            entity["language"] = argument
        elif tag == "pre":
            inner = self.entities[-1] if self.entities else {}
            if (
                inner.get("type") == "code"
                and inner["offset"] == offset
                and inner["length"] == entity["length"]
            ):
                self.entities.pop()
                if "language" in inner:
                    entity["language"] = inner["language"]
        self.entities.append(entity)
