"""Formatted text, in Telegram's words where it is broken."""

import pytest

from bot.sandbox.entities import parse_html, read_text
from bot.sandbox.errors import ApiError


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b1>x</b1>", 'Unsupported start tag "b1" at byte offset 0'),
        ("Я <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("Я </b>", "Unexpected end tag at byte offset 3"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


def test_html_becomes_text_and_entities_counted_in_utf16() -> None:
    text, entities = parse_html('🙂<b>жир</b> &lt;i&gt; <a href="https://a.ru/?x=1&amp;y=2">тут</a>')
    assert text == "🙂жир <i> тут"
    assert entities == [
        {"offset": 2, "length": 3, "type": "bold"},
        {"offset": 10, "length": 3, "type": "text_link", "url": "https://a.ru/?x=1&y=2"},
    ]


def test_code_in_pre_is_one_entity_with_its_language() -> None:
    _, entities = parse_html('<pre><code class="language-sql">select</code></pre>')
    assert entities == [{"offset": 0, "length": 6, "type": "pre", "language": "sql"}]


def test_commands_and_addresses_are_found_and_edges_trimmed() -> None:
    text, entities = read_text("  <b>жми</b> /start или a@b.ru  ", "HTML", None)
    assert text == "жми /start или a@b.ru"
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == [
        ("bold", 0, 3),
        ("bot_command", 4, 6),
        ("email", 15, 6),
    ]
