"""Whether a new version is what was asked for, as far as that can be counted."""

from copywriting.order import Change, Refinement
from copywriting.platforms import Platform

SHORTER = 0.9  # of the parent's size: a text above is not shorter in any way a reader notices
LONGER = 1.1


def is_granted(refinement: Refinement, text: str, platform: Platform) -> bool:
    share = platform.size(text) / max(1, platform.size(refinement.parent))
    match refinement.change:
        case Change.SHORTER:
            return share <= SHORTER
        case Change.LONGER:
            return share >= LONGER
        case Change.FIELD:
            return text != refinement.parent
    return True
