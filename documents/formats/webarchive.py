"""Web pages saved as one file (.mhtml): an e-mail message with the page and its pictures."""

from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import Final

from documents.errors import BrokenFile
from documents.formats.webpage import read_webpage
from documents.seedtext import SeedText

_KIND: Final = "mhtml"


def read_webarchive(content: bytes) -> SeedText:
    """The first page in it. Pictures and styles are not decoded."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        if not isinstance(page, EmailMessage):
            raise BrokenFile(_KIND)
        html = page.get_payload(decode=True)
        charset = page.get_content_charset("")
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # The parser of the standard library promises none of these and raises all of them on nonsense.
        raise BrokenFile(_KIND) from None
    if not isinstance(html, bytes):
        raise BrokenFile(_KIND)
    return read_webpage(html, charset, _KIND)
