"""Which figures are shown, under which names, in which form: one place for the page and the Markdown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from copywriting.evaluation.scoring import Summary


def percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def number(value: float) -> str:
    return f"{value:.2f}"


def whole(value: float) -> str:
    return f"{value:.0f}"


@dataclass(frozen=True, slots=True)
class Row:
    """A measure: ``better`` tells a reader which way is good."""

    field: str
    title: str
    form: Callable[[float], str]
    better: str = ""

    def cell(self, summary: Summary | None) -> str:
        value: float | None = getattr(summary, self.field) if summary else None
        return "–" if value is None else self.form(value)


HEADLINE = (
    Row("variants", "variants", whole),
    Row("clean", "clean: nothing to block or warn of", percent, "higher"),
    Row("without_block", "nothing that blocks", percent, "higher"),
    Row("facts_kept", "required facts kept", percent, "higher"),
    Row("all_facts_kept", "variants with all required facts", percent, "higher"),
    Row("invented", "invented or changed facts a variant", number, "lower"),
    Row("invented_blocking", "— of them figures, dates, contacts", number, "lower"),
    Row("without_invented", "variants without an invented fact", percent, "higher"),
    Row("within_limits", "within form and limits", percent, "higher"),
    Row("law_without_block", "law: nothing that blocks", percent, "higher"),
    Row("law_without_warning", "law: no warning either", percent, "higher"),
    Row("likeness_mean", "likeness to siblings, mean", number, "lower"),
    Row("likeness_max", "likeness to a sibling, greatest", number, "lower"),
    Row("near_copies", "near-copies of a sibling", percent, "lower"),
    Row("language_findings", "findings about the language a variant", number, "lower"),
    Row("foreign_words", "words not in Cyrillic", percent),
    Row("unknown_words", "Russian words no dictionary has", percent, "lower"),
    Row("repeated", "three-word sequences said before", percent, "lower"),
    Row("unfinished", "unfinished at the end", percent, "lower"),
    Row("length", "length as the platform counts", whole),
    Row("chrf", "chrF to the nearest reference", whole, "higher"),
    Row("recited", "near-copies of a reference: seen in training", percent, "lower"),
)
SHORT: Mapping[str, str] = {
    "variants": "variants",
    "clean": "clean",
    "without_block": "no block",
    "facts_kept": "facts kept",
    "invented_blocking": "invented figures",
    "within_limits": "in limits",
    "law_without_warning": "law",
    "near_copies": "near-copies",
    "unknown_words": "non-words",
    "unfinished": "unfinished",
    "length": "length",
    "chrf": "chrF",
    "recited": "recited",
}
BY_PLATFORM = tuple(row for row in HEADLINE if row.field in SHORT)
