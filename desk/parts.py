"""Texts measured as Telegram measures them."""

MESSAGE_LIMIT = 4096  # sendMessage and sendMessageDraft: characters; counted in UTF-16 units to be safe


def utf16(text: str) -> int:
    """UTF-16 code units: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """The longest beginning of ``text`` of at most ``limit`` units."""
    if utf16(text) <= limit:
        return text
    size = 0
    for index, character in enumerate(text):
        size += 1 + (character > "\uffff")
        if size > limit:
            return text[:index]
    return text


def split(text: str, limit: int = MESSAGE_LIMIT) -> tuple[str, ...]:
    """Parts of at most ``limit`` units, cut between paragraphs, else lines, else words, else anywhere.

    A text that fits is left as it is; of a longer one the space at the seams and around it is lost.
    """
    if utf16(text) <= limit:
        return (text,)
    parts = []
    rest = text.strip()
    while utf16(rest) > limit:
        head = cut(rest, limit)
        for seam in ("\n\n", "\n", " "):
            place = head.rfind(seam)
            if place > 0:
                head = head[:place]
                break
        parts.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return (*parts, rest)
