"""Plants known defects into the reference ads and measures how many of them the checks catch.

    python -m tools.plant_defects                # table for data/validation.jsonl
    python -m tools.plant_defects --clean train  # false alarms on the other references, too

Deterministic: the same seed plants the same defects.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import yaml

from copywriting.checks.checker import Checker
from copywriting.checks.morphology import Morphology
from copywriting.knowledge import load_products
from copywriting.platforms import Platforms, load_platforms
from copywriting.report import Finding, Kind, Report, Severity
from tools.defects import SEED, Defect, Reference, plant, references

DATA = Path("data")
_FACTS = (Kind.FACT_INVENTED, Kind.FACT_CHANGED)
HARD = frozenset({"other_figure"})
_FINDS: dict[str, tuple[tuple[Kind, ...], frozenset[str]]] = {
    "digit": (_FACTS, frozenset({"number", "money", "percent", "date", "time"})),
    "weekday": (_FACTS, frozenset({"weekday"})),
    "month": (_FACTS, frozenset({"date", "month"})),
    "time": (_FACTS, frozenset({"time"})),
    "phone": (_FACTS, frozenset({"phone", "number"})),
    "address": (_FACTS, frozenset({"link", "email"})),
    "percent": (_FACTS, frozenset({"percent"})),
    "quoted_name": (_FACTS, frozenset({"quoted"})),
    "superlative": (
        (Kind.LAW,),
        frozenset({"superlative_best", "superlative_most", "superlative_number_one", "exclusivity"}),
    ),
    "too_long": ((Kind.LIMIT,), frozenset({"max"})),
    "near_copy": ((Kind.LIKENESS,), frozenset()),
    "other_figure": (_FACTS, frozenset({"number", "money", "percent"})),
}


def caught(defect: Defect, checker: Checker) -> bool:
    """Whether the planted thing itself is reported: the right kind of finding at its place."""
    if defect.kind == "near_copy":
        return checker.alike(defect.text, [defect.reference.text]) is not None
    report = check(checker, defect.reference, defect.text)
    return any(_about(finding, defect.kind) and _overlaps(finding, defect) for finding in report.findings)


def check(checker: Checker, ad: Reference, text: str) -> Report:
    return checker.check(text, brief=ad.brief, platform=ad.platform, required=ad.facts)


def alarms(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is not Severity.INFO]


def _about(finding: Finding, kind: str) -> bool:
    kinds, rules = _FINDS[kind]
    return (
        finding.severity is not Severity.INFO
        and finding.kind in kinds
        and (not rules or finding.rule in rules)
    )


def _overlaps(finding: Finding, defect: Defect) -> bool:
    return (
        finding.start is None
        or finding.end is None
        or (finding.start < defect.end and defect.start < finding.end)
    )


def exceptions(data: Path, name: str) -> frozenset[tuple[str, str]]:
    """Alarms on references that data/check_exceptions.yaml explains: (ad, rule)."""
    listed = yaml.safe_load((data / "check_exceptions.yaml").read_text(encoding="utf-8"))
    return frozenset((ad, entry["rule"]) for entry in listed[name] for ad in entry["ads"])


def near_copies_among(ads: Sequence[Reference], checker: Checker) -> int:
    """References of one brief that the likeness check would take for near-copies."""
    count = 0
    for first, one in enumerate(ads):
        for other in ads[first + 1 : first + 4]:
            same_brief = one.id.partition("/")[0] == other.id.partition("/")[0]
            count += same_brief and checker.likeness.too_alike(one.text, other.text)
    return count


def load_checker(data: Path) -> tuple[Checker, Platforms]:
    morphology = Morphology()
    return Checker.load(data, load_products(data / "products.yaml", morphology), morphology), load_platforms(
        data / "platforms.yaml"
    )


def table(defects: Sequence[Defect], ads: Sequence[Reference], checker: Checker) -> str:
    """Markdown: per kind the planted, the caught, recall, alarms on clean texts, precision."""
    planted = Counter(defect.kind for defect in defects)
    found = Counter(defect.kind for defect in defects if caught(defect, checker))
    false: Counter[str] = Counter()
    for ad in ads:
        findings = check(checker, ad, ad.text).findings
        false.update({kind for kind in _FINDS if any(_about(finding, kind) for finding in findings)})
    false["near_copy"] = near_copies_among(ads, checker)
    rows = [
        "| defect | planted | caught | recall | clean texts alarmed | precision |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for kind, count in planted.items():
        precision = found[kind] / max(1, found[kind] + false[kind])
        recall = found[kind] / count
        rows.append(f"| {kind} | {count} | {found[kind]} | {recall:.3f} | {false[kind]} | {precision:.3f} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clean", default="validation", help="references to count false alarms on")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    checker, platforms = load_checker(DATA)
    ads = [*references(DATA, "validation", platforms)]
    clean = ads if options.clean == "validation" else [*references(DATA, options.clean, platforms)]
    defects = plant(ads, options.seed)
    print(table(defects, clean, checker))
    findings = [(ad, alarms(check(checker, ad, ad.text))) for ad in clean]
    alarmed = sum(1 for _, found in findings if found)
    print(
        f"\n{len(defects)} defects; {alarmed} of {len(clean)} clean texts alarmed: {alarmed / len(clean):.2%}"
    )
    explained = exceptions(DATA, options.clean)
    for ad, found in findings:
        for finding in found:
            if (ad.id, finding.rule) in explained:
                continue
            print("UNEXPLAINED", ad.id, finding.kind, finding.rule, finding.severity, repr(finding.quote))
    for defect in defects:
        if defect.kind not in HARD and not caught(defect, checker):
            print(
                "MISSED",
                defect.kind,
                defect.reference.id,
                repr(defect.text[max(0, defect.start - 30) : defect.end + 30]),
            )


if __name__ == "__main__":
    main()
