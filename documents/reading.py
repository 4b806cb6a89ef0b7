"""Any file that can be a seed."""

from documents.errors import TooLarge
from documents.limits import FILE_LIMIT
from documents.seedtext import SeedText


def read_seed(name: str, content: bytes) -> SeedText:
    """The text of a file, told by its content and by its name. Raises a ``DocumentError``.

    It parses in this process: files of people go through ``documents.safely``.
    """
    if len(content) > FILE_LIMIT:
        raise TooLarge(len(content), FILE_LIMIT)
    raise NotImplementedError
