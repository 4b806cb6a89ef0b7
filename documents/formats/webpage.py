"""Saved web pages: the words of the main part."""

import codecs
import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from documents.formats.plain import decoded
from documents.seedtext import Note, NoteKind, SeedText

# Never read by a person. What is hidden may be there for a model to read: it goes, too.
_UNSEEN: Final = (
    "script, style, noscript, template, svg, canvas, iframe, object, embed, head, select, textarea, "
    '[hidden], [aria-hidden="true"], [style*="display:none" i], [style*="display: none" i], '
    '[style*="visibility:hidden" i], [style*="font-size:0" i]'
)
_AROUND: Final = (
    "nav, aside, body > header, body > footer, [role=navigation], [role=banner], [role=contentinfo], "
    "[role=search], [role=dialog], button, dialog"
)
_MAIN: Final = "article, main, [role=main], [itemprop=articleBody]"
_LEAST_SHARE: Final = 0.4  # of the page's words: below it the «main part» is a teaser, and the page is read
_BLOCK: Final = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form"
    "|h[1-6]|header|hr|html|legend|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_APART: Final = re.compile("blockquote|h[1-6]|ol|p|pre|table|ul")  # with a blank line
_CELLS: Final = frozenset(("td", "th"))
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,40})", re.I)
_HEAD: Final = 4096


def read_webpage(content: bytes, declared: str = "", kind: str = "html") -> SeedText:
    """``declared``: the encoding told by an archive around the page."""
    html, notes = _decode(content, declared, kind)
    tree = LexborHTMLParser(html)
    for selector in (_UNSEEN, _AROUND):
        _drop(tree, selector)
    if tree.body is None:
        return SeedText("", kind)
    page = _text(tree.body)
    parts = [_text(node) for node in tree.css(_MAIN)]
    main = max(parts, key=len, default="")
    chosen = main if len(main) >= _LEAST_SHARE * len(page) else page
    return SeedText(_headed(tree, chosen), kind, notes=(*notes, Note(NoteKind.MAIN_TEXT)))


def text_of(html: str) -> str:
    """The visible words of a piece of HTML."""
    tree = LexborHTMLParser(html)
    _drop(tree, _UNSEEN)
    return "" if tree.body is None else _text(tree.body)


def _decode(content: bytes, declared: str, kind: str) -> tuple[str, tuple[Note, ...]]:
    """UTF-8 is tried before what the page says of itself: browsers save it so and leave the old word."""
    match = _CHARSET.search(content[:_HEAD])
    for name in ("utf-8-sig", declared, match[1].decode() if match else ""):
        try:
            if name and codecs.lookup(name)._is_text_encoding:  # «charset=hex» is none
                return content.decode(name), ()
        except (LookupError, UnicodeDecodeError):
            continue
    return decoded(content, kind)


def _drop(tree: LexborHTMLParser, selector: str) -> None:
    for node in tree.css(selector):
        node.decompose()


def _headed(tree: LexborHTMLParser, text: str) -> str:
    """With its headline, which many pages keep outside the main part."""
    headline = tree.css_first("h1")
    words = "" if headline is None else _text(headline).strip()
    return text if not words or words in text else f"{words}\n\n{text}"


def _text(root: LexborNode) -> str:
    """Without recursion: pages nest as deep as they like."""
    pieces: list[str] = []
    waiting: list[LexborNode | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.is_text_node:
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif node.is_element_node:
            pieces.append(_opening(node.tag or ""))
            waiting.append(_closing(node.tag or ""))
            waiting += reversed(list(node.iter(include_text=True)))
    lines = (re.sub(r"[ \t]+", " ", line).strip(" |") for line in "".join(pieces).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return re.sub(r"^-\n+", "- ", text, flags=re.MULTILINE)  # an item that begins with a paragraph


def _opening(tag: str) -> str:
    if tag == "li":
        return "\n- "
    if _APART.fullmatch(tag):
        return "\n\n"
    return "\n" if tag == "br" or _BLOCK.fullmatch(tag) else ""


def _closing(tag: str) -> str:
    if tag in _CELLS:
        return " | "
    if _APART.fullmatch(tag):
        return "\n\n"
    return "\n" if _BLOCK.fullmatch(tag) else ""
