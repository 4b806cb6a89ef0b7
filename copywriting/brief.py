"""What a staff member asks for."""

from dataclasses import dataclass
from typing import NewType

PlatformSlug = NewType("PlatformSlug", str)
AngleSlug = NewType("AngleSlug", str)
Tone = NewType("Tone", str)


@dataclass(frozen=True, slots=True)
class Brief:
    """A seed text with a business task, for one platform in one tone.

    ``product`` is the name under which the prompt speaks of what is advertised; ``use_product_facts`` lets
    the catalogue's verified facts into the prompt beside the seed. ``original`` is the whole of a text that
    was too long for the model, and of which ``seed`` is what the user has agreed to work with.
    """

    seed: str
    task: str
    platform: PlatformSlug
    tone: Tone
    product: str | None = None
    audience: str | None = None
    use_product_facts: bool = False
    original: str | None = None
