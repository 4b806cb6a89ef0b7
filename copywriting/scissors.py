"""«Короче» without a model: a small one writes ads from briefs, and would answer with another text."""

from copywriting.granted import is_granted
from copywriting.order import Change, Refinement
from copywriting.platforms import Platform
from copywriting.tighten import shorten

_SHARE = 2 / 3  # of the parent's size, as larger models are told


def cut_parent(refinement: Refinement | None, platform: Platform) -> str:
    """The parent without some of its sentences; empty where that isn't asked for or isn't enough."""
    if refinement is None or refinement.change is not Change.SHORTER or platform.structured:
        return ""
    text = shorten(refinement.parent, _SHARE, platform.size)
    return text if is_granted(refinement, text, platform) else ""
