"""What is measured of ads: plain definitions, each a share or a mean that a reader can redo."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics import CHRF

from copywriting.limits import check_limits
from copywriting.platforms import Platform
from copywriting.report import Severity
from training.dataset import AdRecord

_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_LABEL = re.compile(r"^Заголовок \d:", re.MULTILINE)
_MARKERS = re.compile(r"⟦|⟧|<\||\|>|«»|«\s*»")
_WORD = re.compile(r"[^\W\d_]+")
_CHRF = CHRF()


@dataclass(frozen=True, slots=True)
class Score:
    """One ad. Shares are 0 … 1."""

    facts: int  # that the dataset wants in every ad of this brief
    kept: int  # of them, verbatim
    figures: int
    invented: int  # of them, absent from the brief
    marked: bool  # a placeholder, a template marker or empty quotes stand in the text
    formed: bool  # the platform's form and limits hold
    ended: bool  # by itself
    chrf: float  # 0 … 100 to the nearest of the brief's own ads
    repeats: float  # share of its 3-word sequences that stood in it before
    copied: bool  # 12 words in a row from a training ad


def score(
    text: str, record: AdRecord, platform: Platform, known: frozenset[tuple[str, ...]], ended: bool
) -> Score:
    """``known`` are the 12-word sequences of the training ads."""
    brief = " ".join((*record.wordings[:1], record.task, record.product, record.audience))
    allowed = set(_FIGURE.findall(brief))
    figures = _FIGURE.findall(_LABEL.sub("", text))
    return Score(
        facts=len(record.facts),
        kept=sum(fact in text for fact in record.facts),
        figures=len(figures),
        invented=sum(figure not in allowed for figure in figures),
        marked=bool(_MARKERS.search(text)),
        formed=all(finding.severity is not Severity.BLOCK for finding in check_limits(text, platform))
        and bool(text),
        ended=ended,
        chrf=_CHRF.sentence_score(text, list(record.variants)).score,
        repeats=repeated_share(text, 3),
        copied=bool(word_grams(text, COPY) & known),
    )


COPY = 12  # words
SUMMARY = "summary.json"  # what evaluate measures of a model
COSTS = "costs.json"  # and what that took: other machines differ


def word_grams(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """All sequences of ``size`` lower-case words."""
    words = _WORD.findall(text.lower())
    return frozenset(zip(*(words[start:] for start in range(size)), strict=False))


def repeated_share(text: str, size: int) -> float:
    """How much of the text's word sequences it has said before."""
    words = _WORD.findall(text.lower())
    total = len(words) - size + 1
    return 1 - len(word_grams(text, size)) / total if total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """A set of ads."""

    ads: int
    facts_kept: float
    ads_with_all_facts: float
    figures_invented: float
    ads_with_invented: float
    ads_with_markers: float
    format_ok: float
    ended: float
    chrf: float
    repeated: float
    copied: float


HIGHER_IS_BETTER = frozenset({"facts_kept", "ads_with_all_facts", "format_ok", "ended", "chrf", "general"})
LOWER_IS_BETTER = frozenset(
    {
        "figures_invented",
        "ads_with_invented",
        "ads_with_markers",
        "repeated",
        "copied",
        "unseen_nats",
        "neutral_nats",
    }
)


def summarise(scores: Sequence[Score]) -> Summary:
    """Facts and figures are counted over all ads together, the rest per ad."""
    count = max(1, len(scores))
    return Summary(
        ads=len(scores),
        facts_kept=sum(one.kept for one in scores) / max(1, sum(one.facts for one in scores)),
        ads_with_all_facts=sum(one.kept == one.facts for one in scores) / count,
        figures_invented=sum(one.invented for one in scores) / max(1, sum(one.figures for one in scores)),
        ads_with_invented=sum(one.invented > 0 for one in scores) / count,
        ads_with_markers=sum(one.marked for one in scores) / count,
        format_ok=sum(one.formed for one in scores) / count,
        ended=sum(one.ended for one in scores) / count,
        chrf=sum(one.chrf for one in scores) / count,
        repeated=sum(one.repeats for one in scores) / count,
        copied=sum(one.copied for one in scores) / count,
    )
