"""The same figures as a Markdown page for ``docs/``; what people wrote below the line stays theirs."""

from collections.abc import Sequence
from pathlib import Path

from copywriting.evaluation.results import Results, by_platform
from copywriting.evaluation.scoring import Summary, faults
from copywriting.evaluation.tables import BY_PLATFORM, HEADLINE, SHORT, percent

BY_HAND = "<!-- Written by people: evaluate keeps everything from here on. -->"
WORST = 5
_FIT = 0.9  # share of clean variants from which a person only has to read, not to repair


def markdown(results: Results, pictures: Sequence[str], kept: str = "") -> str:
    """``pictures`` are paths relative to the page; ``kept``: see ``by_hand``."""
    parts = [
        f"# Copy quality: {results.making.model}",
        _verdict(results.overall),
        _making(results),
        _headline(results),
        "\n".join(f"![{Path(picture).stem}]({picture})" for picture in pictures),
        "## By platform\n" + _platforms(results),
        "## Variants with a finding, by kind\n" + _kinds(results),
        "## The five worst\n" + _worst(results),
        "How often the checks are right themselves: [quality-checks.md](quality-checks.md).",
        f"{BY_HAND}\n{kept}".rstrip(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def by_hand(path: Path) -> str:
    """What stands below the line in the page as it is; empty if there is none yet."""
    if not path.is_file():
        return ""
    return path.read_text(encoding="utf-8").partition(f"{BY_HAND}\n")[2]


def _verdict(overall: Summary | None) -> str:
    if overall is None:
        return "**Nothing was written.**"
    share = percent(overall.clean)
    if overall.clean >= _FIT:
        return f"**{share} of the variants are clean: a person reads them before they go out.**"
    return (
        f"**Not fit to print: {share} of the variants pass the checks without a warning, and passing is not "
        "yet making sense.**"
    )


def _making(results: Results) -> str:
    made, cost = results.making, results.cost
    lines = [
        f"{made.briefs} of the {made.of_briefs} briefs × {made.variants} variants through the whole product "
        "(prompt, engine, checks, rewrites, repairs), as users get them. Reference ads: the dataset's own, "
        "through the same checks.",
        f"```\n{made.command}\n```",
        f"{made.date}, commit {made.commit}. {cost.seconds:.0f} s; {cost.drafts} drafts were written for "
        f"{len(results.marked)} variants shown, {cost.tokens_per_second:.0f} tokens/s with the checks.",
    ]
    if cost.refusals:
        lines.append("Not written: " + "; ".join(cost.refusals) + ".")
    return "\n\n".join(lines)


def _headline(results: Results) -> str:
    columns = results.columns
    rows = [[row.title, *map(row.cell, columns.values()), row.better] for row in HEADLINE]
    return _table(["measure", *columns, "better"], rows)


def _platforms(results: Results) -> str:
    rows = [
        [slug, *(row.cell(summary) for row in BY_PLATFORM)]
        for slug, summary in by_platform(results.marked).items()
    ]
    return _table(["platform", *(SHORT[row.field] for row in BY_PLATFORM)], rows)


def _kinds(results: Results) -> str:
    rows = [
        [kind.replace("_", " "), *(percent(shares[severity]) for severity in ("block", "warn", "info"))]
        for kind, shares in results.kinds.items()
    ]
    return _table(["kind", "block", "warn", "info"], rows)


def _worst(results: Results) -> str:
    lines = [
        f"{place}. {one.case.id}, {one.platform}: {'; '.join(faults(one.report.findings)) or 'no findings'}; "
        f"{one.score.kept} of {one.score.facts} required facts kept."
        for place, one in enumerate(results.worst(WORST), 1)
    ]
    return "\n".join(lines)


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = [_line(names), "|" + "|".join(["---", *["---:"] * (len(names) - 1)]) + "|"]
    return "\n".join([*head, *map(_line, rows)])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
