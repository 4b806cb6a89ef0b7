"""Telegram's HTML dialect: entities in UTF-16 units, and its own words for what it refuses."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import Formatted, formatted, split_paste, units
from sandbox.markup import MarkupError, parse_html


def parsed(source: str) -> tuple[str, list[dict[str, Any]]]:
    return parse_html(source)


def test_offsets_are_in_utf16_units() -> None:
    assert parsed("😀 <b>жир</b>") == ("😀 жир", [{"type": "bold", "offset": 3, "length": 3}])


def test_nested_tags_give_nested_entities() -> None:
    _, entities = parsed("<b>a<i>b</i></b>")
    assert entities == [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "italic", "offset": 1, "length": 1},
    ]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<strong>x</strong>", "bold"),
        ("<em>x</em>", "italic"),
        ("<ins>x</ins>", "underline"),
        ("<del>x</del>", "strikethrough"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
    ],
)
def test_every_tag_has_its_entity(source: str, kind: str) -> None:
    assert parsed(source) == ("x", [{"type": kind, "offset": 0, "length": 1}])


def test_a_link_keeps_its_address() -> None:
    _, entities = parsed('<a href="https://example.ru/?a=1&amp;b=2">тут</a>')
    assert entities == [{"type": "text_link", "offset": 0, "length": 3, "url": "https://example.ru/?a=1&b=2"}]


def test_code_with_a_language_becomes_one_block() -> None:
    _, entities = parsed('<pre><code class="language-python">x</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("я <h1>x</h1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parsed(source)
    assert str(caught.value) == reason


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_escaped_text_comes_through_unchanged(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@given(st.text(alphabet="<>/ab =\"'&;испан\n", max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        plain, entities = parse_html(text)
    except MarkupError:
        return
    assert all(one["offset"] + one["length"] <= units(plain) for one in entities)


def test_outer_whitespace_is_dropped_and_entities_move_along() -> None:
    result = formatted("\n  a <b>b  </b>\n", "HTML")
    assert result == Formatted("a b", ({"type": "bold", "offset": 2, "length": 1},))


def test_links_commands_and_mentions_are_found_in_plain_text() -> None:
    found = formatted("/start и https://example.ru/a, @anna_s #тег a@b.ru", None).entities
    assert [(one["type"], one["offset"], one["length"]) for one in found] == [
        ("bot_command", 0, 6),
        ("url", 9, 20),
        ("mention", 31, 7),
        ("hashtag", 39, 4),
        ("email", 44, 6),
    ]


@given(st.text(alphabet="аб \n😀", max_size=400), st.integers(min_value=8, max_value=50))
def test_a_split_paste_loses_nothing_but_whitespace(text: str, limit: int) -> None:
    parts = split_paste(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
