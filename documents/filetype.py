"""What kind of file this is: its content says it, its name only where the content can't."""

import re
from pathlib import PurePath
from typing import Final

from documents.errors import Encrypted, UnsupportedType
from documents.formats.archive import names

TEXT_NAMES: Final = {
    "": "txt",
    "txt": "txt",
    "text": "txt",
    "md": "md",
    "markdown": "md",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "mht": "mhtml",
    "mhtml": "mhtml",
}
_MAGIC: Final = (
    (b"{\\rtf", "rtf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n", "png"),
    (b"GIF8", "gif"),
    (b"Rar!\x1a", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .doc, .xls, .ppt and of encrypted .docx
_OFFICE: Final = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_HEAD: Final = 1024  # bytes; a PDF may begin that late (ISO 32000, implementation note 13)
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_MAIL: Final = re.compile(rb"^(?:mime-version|content-type:\s*multipart/related)", re.I | re.M)


def kind_of(name: str, content: bytes) -> str:
    """«txt», «md», «html», «mhtml», «docx» or «pdf»; raises ``UnsupportedType`` for any other, ``Encrypted``
    for an office document under a password."""
    head = content[:_HEAD]
    suffix = PurePath(name.strip().lower()).suffix[1:]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(_ZIP):
        return _zipped(suffix, content)
    if head.startswith(_OLE):
        return _ole(suffix, content)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise UnsupportedType(kind)
    return _textual(suffix, head)


def _zipped(suffix: str, content: bytes) -> str:
    inside = names(content, suffix or "zip")
    for folder, kind in _OFFICE.items():
        if any(name.startswith(folder) for name in inside):
            if kind != "docx":
                raise UnsupportedType(kind)
            return kind
    known = suffix in ("odt", "ods", "odp", "epub", "pages", "apk", "jar")
    raise UnsupportedType(suffix if known else "zip")


def _ole(suffix: str, content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Encrypted(suffix or "docx")
    raise UnsupportedType(suffix if suffix in ("doc", "xls", "ppt", "msg", "dot") else "doc")


def _textual(suffix: str, head: bytes) -> str:
    """A text file; names that promise another kind of file are taken at their word."""
    if _HTML.match(head):
        return "html"
    kind = TEXT_NAMES.get(suffix)
    if kind in ("txt", "html") and _MAIL.search(head) and b"multipart/related" in head.lower():
        return "mhtml"
    if kind is None and suffix in ("docx", "pdf"):
        return suffix  # its reader says that it is broken
    if kind is None:
        raise UnsupportedType(suffix)
    return kind
