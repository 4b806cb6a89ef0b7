"""Markdown as the words it stands for.

What a model sees in a seed it puts into its ads, and Telegram would show «**» as it is. So the marks go;
lists keep their dashes and numbers, links their addresses.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from documents.formats.plain import decoded
from documents.formats.webpage import text_of
from documents.seedtext import SeedText

_ENDS_BLOCK: Final = ("heading_close", "bullet_list_close", "ordered_list_close", "table_close", "hr")
_BREAKS: Final = ("softbreak", "hardbreak")


def read_markdown(content: bytes) -> SeedText:
    text, notes = decoded(content, "md")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return SeedText("".join(_blocks(tokens)), "md", notes=notes)


def _blocks(tokens: Iterable[Token]) -> Iterator[str]:
    mark = ""
    cells: list[str] | None = None  # of the row being read
    for token in tokens:
        if token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else "- "
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield " | ".join(filter(None, cells or ())) + "\n"
            cells = None
        elif token.type == "inline" and cells is not None:
            cells.append("".join(_words(token.children or ())))
        elif token.type == "inline":
            yield mark + "".join(_words(token.children or ())) + "\n"
            mark = ""
        else:
            yield from _rest(token)


def _rest(token: Token) -> Iterator[str]:
    if token.type in ("fence", "code_block"):
        yield token.content
    elif token.type == "html_block":
        yield text_of(token.content) + "\n"
    elif token.type in _ENDS_BLOCK or (token.type == "paragraph_close" and not token.hidden):
        yield "\n"


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    address = ""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            address = "" if token.content == address else address  # <https://…> says it already
            yield token.content
        elif token.type in _BREAKS:
            yield "\n"
        elif token.type == "image":
            yield token.content
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
            address = "" if token.info == "auto" else address
        elif token.type == "link_close" and address:
            yield f" ({address.removeprefix('mailto:').removeprefix('tel:')})"
            address = ""
