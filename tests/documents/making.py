"""Real files, made as programs make them."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from docx import Document
from docx.document import Document as DocumentObject
from pypdf import PdfReader, PdfWriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def saved(document: DocumentObject) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_file(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def word_xml(body: str, *, before: str = "", more: Mapping[str, bytes] | None = None) -> bytes:
    """A .docx by hand: ``body`` is the XML in <w:body>, ``before`` stands above the root."""
    xml = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped({"_rels/.rels": _RELATIONSHIPS.encode(), "word/document.xml": xml.encode(), **(more or {})})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def pdf_file(*pages: Sequence[str]) -> bytes:
    """A page for each sequence of lines, with a text layer in a font of one byte a letter."""
    codes = "".join(
        f"<{code:02x}> <{ord(bytes([code]).decode('cp1251')):04x}>\n"
        for code in range(32, 256)
        if code != 0x98
    )
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        _stream(
            f"begincodespacerange <00> <ff> endcodespacerange\n224 beginbfchar\n{codes}endbfchar".encode()
        ),
    ]
    for number, lines in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (6 + 2 * number),
            _stream(_drawn(lines)),
        ]
    return _assembled(objects)


def locked(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _drawn(lines: Sequence[str]) -> bytes:
    if not lines:
        return b""
    shown = b" T* ".join(b"<%s> Tj" % line.encode("cp1251").hex().encode() for line in lines)
    return b"BT /F 12 Tf 50 780 Td 14 TL " + shown + b" ET"


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _assembled(objects: Sequence[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    file += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)
    return bytes(file)
