"""What a user wants of a text that is there."""

from dataclasses import dataclass, replace

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.order import Change


@dataclass(frozen=True, slots=True)
class Wish:
    """A refinement as it is asked for.

    ``tone`` goes with ``Change.TONE``, ``platform`` with ``Change.PLATFORM``; ``instruction`` holds the
    user's words for ``Change.EDIT`` and the field's label for ``Change.FIELD``.
    """

    change: Change
    instruction: str = ""
    tone: Tone | None = None
    platform: PlatformSlug | None = None

    def applied(self, brief: Brief) -> Brief:
        """The brief that the new version answers."""
        return replace(brief, tone=self.tone or brief.tone, platform=self.platform or brief.platform)
