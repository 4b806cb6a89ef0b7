"""The platforms of data/platforms.yaml: what an ad consists of there, its limits and its customs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, PositiveInt, model_validator
from pydantic import Field as Setting

from copywriting.brief import PlatformSlug
from copywriting.datafile import load_yaml
from copywriting.errors import UnknownPlatform


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(Strict):
    """One part of an ad: a line «line: value», or free text without ``line``."""

    name: str
    label: str
    line: str | None = None
    also: tuple[str, ...] = ()
    required: bool
    max: PositiveInt
    rec: PositiveInt | None = None
    rec_min: PositiveInt | None = None
    max_word: PositiveInt | None = None
    max_punct: PositiveInt | None = None
    total_max: PositiveInt | None = None
    variants: PositiveInt = 1
    min_variants: PositiveInt = 1
    ask: PositiveInt = 1
    first_line: PositiveInt | None = None
    line_breaks: bool = True
    verified: str
    source: str
    note: str | None = None

    @property
    def one_line(self) -> bool:
        return self.line is not None or not self.line_breaks

    @model_validator(mode="after")
    def _counts_agree(self) -> Self:
        if not self.min_variants <= self.variants or not self.ask <= self.variants:
            raise ValueError("min_variants and ask can't be over variants")
        return self


class Platform(Strict):
    slug: PlatformSlug
    name: str
    group: str
    legal: Literal["ok", "warn", "consent"]
    short: str
    known_as: str | None = None
    dataset: str
    units: Literal["characters", "utf16"] = "characters"
    contacts: bool = True  # whether links, phones and addresses stand in the ad itself
    fields: tuple[Field, ...] = Setting(min_length=1)
    not_written: tuple[Field, ...] = ()
    structure: tuple[str, ...]
    hashtags: str
    emoji: str
    links: str
    markup: str
    typical_length: str
    cta: tuple[str, ...]
    tone: str
    forbidden: tuple[str, ...]
    notes: tuple[str, ...] = ()
    source: str
    verified: str

    @property
    def structured(self) -> bool:
        """Whether the ad is written as labelled lines, «Заголовок: …»."""
        return any(field.line for field in self.fields)

    @property
    def body(self) -> Field | None:
        """The field that is free text; the whole ad where nothing is labelled."""
        return next((field for field in self.fields if field.line is None), None)

    @property
    def model_name(self) -> str:
        """The platform's name in prompts of the models that know thirteen names only."""
        return self.known_as or self.short

    def size(self, text: str) -> int:
        """Length as the platform counts it: Telegram counts UTF-16 units, so most emoji are two."""
        return len(text.encode("utf-16-le", "surrogatepass")) // 2 if self.units == "utf16" else len(text)

    @model_validator(mode="after")
    def _has_a_form(self) -> Self:
        free = [field.name for field in self.fields if field.line is None]
        if len(free) > 1:
            raise ValueError(f"more than one free text: {', '.join(free)}")
        if free and self.fields[-1].line is not None:
            raise ValueError("free text comes after the labelled lines")
        return self


class Meta(Strict):
    as_of: str
    units: str
    legal_note: str
    sources: dict[str, str]


class Catalogue(Strict):
    meta: Meta
    platforms: tuple[Platform, ...] = Setting(min_length=1)

    @model_validator(mode="after")
    def _slugs_differ(self) -> Self:
        slugs = [platform.slug for platform in self.platforms]
        if len(set(slugs)) < len(slugs):
            raise ValueError("a slug is there twice")
        return self


class Platforms:
    """All platforms in the order of the file."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.meta = catalogue.meta
        self._by_slug = {platform.slug: platform for platform in catalogue.platforms}

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._by_slug.values())

    def __len__(self) -> int:
        return len(self._by_slug)

    def __contains__(self, slug: object) -> bool:
        return slug in self._by_slug

    def get(self, slug: PlatformSlug) -> Platform | None:
        return self._by_slug.get(slug)

    def __getitem__(self, slug: PlatformSlug) -> Platform:
        """Raises UnknownPlatform."""
        platform = self._by_slug.get(slug)
        if platform is None:
            raise UnknownPlatform(slug)
        return platform


def load_platforms(path: Path) -> Platforms:
    """Raises DataFileBroken with the line."""
    return Platforms(load_yaml(path, Catalogue))
