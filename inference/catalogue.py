"""The models worth taking, and which file of theirs: read from catalogue.toml beside this module."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from inference.contract import PromptProfile, Sampling
from inference.errors import EngineError, ModelMissing

CATALOGUE = Path(__file__).with_name("catalogue.toml")

Hardware = Literal["cpu", "gpu"]


class CatalogueError(EngineError):
    """The catalogue file is not what it should be, or doesn't hold what was asked for."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelFile(_Strict):
    """One GGUF of a repository. Without ``sha256`` the checksum is the one the hub announces."""

    name: str
    size_gb: float
    sha256: str | None = None


class Recommended(_Strict):
    """Names of quantisations."""

    cpu: str
    gpu: str


class Entry(_Strict):
    """A model. ``memory_gb`` is what it needs in its CPU quantisation with 4,096 tokens of context."""

    title: str
    repository: str
    revision: str = "main"
    license: str
    commercial: bool
    parameters_b: float
    memory_gb: float
    context: int
    prompt_profile: PromptProfile = "instruct"
    recommended: Recommended
    sampling: Sampling = Sampling()
    notes: str = ""
    unverified: tuple[str, ...] = ()
    files: Mapping[str, ModelFile]

    @field_validator("sampling", mode="before")
    @classmethod
    def _known_settings(cls, value: Any) -> Sampling:
        try:
            return Sampling(**value)
        except TypeError as error:
            raise ValueError(str(error)) from error

    @model_validator(mode="after")
    def _recommends_what_it_has(self) -> "Entry":
        for quantisation in (self.recommended.cpu, self.recommended.gpu):
            if quantisation not in self.files:
                raise ValueError(f"recommends {quantisation} but has no such file")
        return self

    def file(self, quantisation: str) -> ModelFile:
        """Raises ``CatalogueError`` for a quantisation that isn't offered."""
        offered = {name.upper(): file for name, file in self.files.items()}
        if quantisation.upper() not in offered:
            raise CatalogueError(f"{self.title} is offered as {', '.join(self.files)}, not as {quantisation}")
        return offered[quantisation.upper()]

    def quantisation(self, hardware: Hardware) -> str:
        return self.recommended.cpu if hardware == "cpu" else self.recommended.gpu


class Catalogue(_Strict):
    """Models by the name a person types."""

    models: Mapping[str, Entry]

    def entry(self, name: str) -> Entry:
        """Raises ``CatalogueError`` with the nearest name there is."""
        if (entry := self.models.get(name.lower())) is None:
            begun = [known for known in self.models if known.startswith(name.lower())]
            near = begun or difflib.get_close_matches(name.lower(), self.models, n=1, cutoff=0.4)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(self.models)}"
            raise CatalogueError(f"no model {name!r} in the catalogue{hint}")
        return entry

    def of_file(self, path: Path) -> Entry | None:
        """The model whose file this is, by its name."""
        for entry in self.models.values():
            if path.name in (file.name for file in entry.files.values()):
                return entry
        return None


def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """Raises ``CatalogueError`` with the first thing that is wrong."""
    try:
        return Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise CatalogueError(f"{path.name}: {place}: {first['msg']}") from error


def resolve(name_or_path: str, folder: Path, *, hardware: Hardware = "cpu") -> Path:
    """The file that ``MODEL_PATH`` means: a path, ``NAME`` of the catalogue, or ``NAME:QUANTISATION``.

    A name stands for the file which ``python -m inference pull`` put into ``folder``, of several the one
    recommended for ``hardware``. Raises ``ModelMissing`` with what to do about it.
    """
    path = Path(name_or_path).expanduser()
    if path.is_file():
        return path
    if path.suffix == ".gguf" or len(path.parts) > 1:
        raise ModelMissing(path, "is a directory" if path.is_dir() else "no such file")
    name, _, quantisation = name_or_path.partition(":")
    try:
        entry = load_catalogue().entry(name)
        wanted = [entry.file(quantisation)] if quantisation else _preferred(entry, hardware)
    except CatalogueError as error:
        raise ModelMissing(name_or_path, f"is no file, and {error}") from error
    for file in wanted:
        if (folder / file.name).is_file():
            return folder / file.name
    command = f"python -m inference pull {name}" + (f" --quant {quantisation}" if quantisation else "")
    raise ModelMissing(name_or_path, f"is not downloaded yet: {command}")


def _preferred(entry: Entry, hardware: Hardware) -> list[ModelFile]:
    first = entry.file(entry.quantisation(hardware))
    return [first, *(file for file in entry.files.values() if file is not first)]
