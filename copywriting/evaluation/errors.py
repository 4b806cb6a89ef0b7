"""What can go wrong in an evaluation beyond the engine and the data."""

from copywriting.errors import CopywritingError


class PackageMissing(CopywritingError):
    """A package of the extra ``dev`` that only the evaluation needs."""

    def __init__(self, name: str) -> None:
        super().__init__(f"evaluate needs {name}: pip install {name}, or make install-dev")
        self.name = name
