"""What the checks found, in a few words and in full."""

from collections.abc import Iterable
from typing import Final

from copywriting.report import Finding, Kind, Report, Severity
from handlers.texts.variant import ALL_FINE
from handlers.texts.words import MESSAGE_LIMIT, characters, cut, plural, quote, thousands

_SUMMARY: Final[tuple[tuple[str, tuple[Kind, ...]], ...]] = (
    ("факты", (Kind.FACT_INVENTED, Kind.FACT_MISSING, Kind.FACT_CHANGED, Kind.FACT_FROM_CATALOGUE)),
    ("объём", (Kind.LIMIT, Kind.FORM)),
    ("закон", (Kind.LAW,)),
)
_ONLY_IF_FOUND: Final[tuple[tuple[str, tuple[Kind, ...]], ...]] = (
    ("бренд", (Kind.BRAND,)),
    ("язык", (Kind.LANGUAGE,)),
    ("повтор", (Kind.LIKENESS,)),
)


def _to_look_at(report: Report, kinds: Iterable[Kind]) -> list[Finding]:
    return [finding for finding in report.of(*kinds) if finding.severity is not Severity.INFO]


def summary(report: Report) -> str:
    """The button under a variant: ``✓ факты · ✓ объём 412 · ⚠ закон 1``."""
    parts = []
    for name, kinds in _SUMMARY:
        found = _to_look_at(report, kinds)
        number = str(report.length) if name == "объём" else str(len(found)) if found else ""
        parts.append(f"{'⚠' if found else '✓'} {name} {number}".rstrip())
    for name, kinds in _ONLY_IF_FOUND:
        if found := _to_look_at(report, kinds):
            parts.append(f"⚠ {name} {len(found)}")
    return " · ".join(parts)


def details(report: Report) -> str:
    """Every finding in plain Russian, the serious ones first; HTML."""
    order = list(Severity)
    findings = sorted(report.findings, key=lambda finding: order.index(finding.severity))
    if not findings:
        return f"<b>Проверка</b>\n{ALL_FINE} Объём: {characters(report.length)}."
    lines = ["<b>Проверка</b>"]
    for index, finding in enumerate(findings):
        line = f"{_MARKS[finding.severity]} {_finding(finding)}"
        if len("\n".join([*lines, line])) > MESSAGE_LIMIT - 400:
            lines.append(f"…и ещё {plural(len(findings) - index, 'замечание', 'замечания', 'замечаний')}.")
            break
        lines.append(line)
    return "\n".join([*lines, f"Объём: {characters(report.length)}. {_HINT}"])


_MARKS: Final = {Severity.BLOCK: "⛔", Severity.WARN: "⚠️", Severity.INFO: "ℹ️"}
_HINT: Final = "Это подсказка, а не юридическое заключение."


def _quoted(text: str | None) -> str:
    return f"«{quote(cut((text or '').strip().strip('«»'), 120))}»"


def _finding(finding: Finding) -> str:
    tail = f" Можно так: {_quoted(finding.suggestion)}." if finding.suggestion else ""
    return f"{_WORDS[finding.kind](finding)}{tail}"


def _limit(finding: Finding) -> str:
    field = _quoted(finding.field) if finding.field else "Текст"
    if finding.size is None or finding.limit is None:
        return f"{field}: объём не по правилам площадки."
    if finding.size > finding.limit:
        return f"{field}: {characters(finding.size)} при пределе {thousands(finding.limit)}."
    return f"{field}: {characters(finding.size)}, обычно не меньше {thousands(finding.limit)}."


def _form(finding: Finding) -> str:
    if finding.field and not finding.quote:
        return f"Нет поля {_quoted(finding.field)}."
    return f"Текст вне полей площадки: {_quoted(finding.quote)}."


def _rule(finding: Finding) -> str:
    reason = (
        finding.reason or "правило бренда" if finding.kind is Kind.BRAND else finding.reason
    ) or "правило"
    if not finding.quote:
        return f"{quote(reason)}"
    return f"{_quoted(finding.quote)}: {quote(reason)}"


def _language(finding: Finding) -> str:
    return (
        f"{_quoted(finding.quote)}: {quote(finding.reason or 'проверьте, нет ли здесь обрыва или повтора')}."
    )


_WORDS: Final = {
    Kind.FACT_INVENTED: lambda f: f"{_quoted(f.quote)}: нет в исходном тексте.",
    Kind.FACT_MISSING: lambda f: f"В вариант не попало {_quoted(f.expected or f.quote)}.",
    Kind.FACT_CHANGED: lambda f: f"{_quoted(f.quote)}: в исходном тексте {_quoted(f.expected)}.",
    Kind.FACT_FROM_CATALOGUE: lambda f: (
        f"{_quoted(f.quote)}: из каталога продуктов, в исходном тексте этого нет."
    ),
    Kind.LIMIT: _limit,
    Kind.FORM: _form,
    Kind.LAW: _rule,
    Kind.BRAND: _rule,
    Kind.LIKENESS: lambda f: f"Очень похоже на другой вариант{': ' + _quoted(f.quote) if f.quote else ''}.",
    Kind.LANGUAGE: _language,
}
