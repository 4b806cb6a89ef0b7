"""The rules of data/compliance.yaml. Rules are data: a new one needs no code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import Field as Setting
from pydantic import model_validator

from copywriting.datafile import load_yaml
from copywriting.platforms import Strict
from copywriting.report import Finding, Kind, Severity

_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "-": re.RegexFlag(0)}
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")


class When(Strict):
    """Where a rule applies; an empty list means everywhere."""

    product_category: tuple[str, ...] = ()
    platform_group: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()


class InBrief(Strict):
    """The severity when the brief says it, too: by the rule's own patterns, by ``permits``, or by all
    figures."""

    severity: Severity
    by: Literal["rule", "figures"] = "rule"
    permits: str | None = None


class Rule(Strict):
    id: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    severity: Severity
    type: Literal["presence", "absence"] = "presence"
    when: When = When()
    law: str
    flags: str = Setting(default="i", pattern=r"^(?:[is]+|-)$")
    patterns: tuple[str, ...] = Setting(min_length=1)
    explanation: str
    suggestion: str | None = None
    replacements: dict[str, str] = Setting(default_factory=dict)
    in_brief: InBrief | None = None
    bad: tuple[str, ...] = Setting(min_length=1)
    good: tuple[str, ...] = Setting(min_length=1)

    @model_validator(mode="after")
    def _patterns_compile(self) -> Self:
        for pattern in (*self.patterns, *self.replacements):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"rule {self.id}: {error}: {pattern}") from error
        return self

    def compiled(self) -> tuple[re.Pattern[str], ...]:
        flags = re.RegexFlag(0)
        for letter in self.flags:
            flags |= _FLAGS[letter]
        return tuple(re.compile(pattern, flags) for pattern in self.patterns)


class RuleBook(Strict):
    meta: dict[str, object]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [rule.id for rule in self.rules]
        double = next((name for name in ids if ids.count(name) > 1), None)
        if double:
            raise ValueError(f"rule {double} is there twice")
        return self


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a text is checked for. ``stage`` is ``draft`` here: publication adds marking by the ad system."""

    brief: str = ""
    platform: str = ""
    platform_group: str = ""
    product_categories: frozenset[str] = frozenset()
    stage: str = "draft"


class Law:
    """Compiled rules; checking allocates nothing but findings."""

    def __init__(self, book: RuleBook) -> None:
        self.rules = book.rules
        self._compiled = tuple((rule, rule.compiled()) for rule in book.rules)
        self._permits = {
            rule.id: re.compile(rule.in_brief.permits, re.IGNORECASE)
            for rule in book.rules
            if rule.in_brief and rule.in_brief.permits
        }

    def check(self, text: str, occasion: Occasion) -> Iterator[Finding]:
        """One finding for every place a rule matches; an absence rule tells once, without a place."""
        for rule, patterns in self._compiled:
            if not _applies(rule.when, occasion):
                continue
            if rule.type == "absence":
                if any(pattern.search(text) for pattern in patterns):
                    yield _finding(rule, rule.severity)
                continue
            for match in _places(patterns, text):
                yield self._found(rule, patterns, match, occasion)

    def _found(
        self, rule: Rule, patterns: tuple[re.Pattern[str], ...], match: re.Match[str], occasion: Occasion
    ) -> Finding:
        severity = rule.severity
        if rule.in_brief and self._said(rule, patterns, match[0], occasion.brief):
            severity = rule.in_brief.severity
        return _finding(rule, severity).model_copy(
            update={
                "quote": match[0],
                "start": match.start(),
                "end": match.end(),
                "suggestion": _suggestion(rule, match[0]),
            }
        )

    def _said(self, rule: Rule, patterns: tuple[re.Pattern[str], ...], quote: str, brief: str) -> bool:
        permits = self._permits.get(rule.id)
        if permits and permits.search(brief):
            return True
        if rule.in_brief and rule.in_brief.by == "figures":
            return set(_DIGITS.findall(quote)) <= set(_DIGITS.findall(brief))
        return any(pattern.search(brief) for pattern in patterns if pattern.search(quote))


def load_law(path: Path) -> Law:
    """Raises DataFileBroken with the line and, when a rule is at fault, its id."""
    return Law(load_yaml(path, RuleBook))


def _applies(when: When, occasion: Occasion) -> bool:
    return (
        (not when.product_category or bool(occasion.product_categories & set(when.product_category)))
        and (not when.platform_group or occasion.platform_group in when.platform_group)
        and (not when.platform or occasion.platform in when.platform)
        and (not when.stage or occasion.stage in when.stage)
    )


def _places(patterns: tuple[re.Pattern[str], ...], text: str) -> Iterator[re.Match[str]]:
    """Matches of all patterns without those that lie within another's."""
    last = -1
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.end() > last:
            last = match.end()
            yield match


def _finding(rule: Rule, severity: Severity) -> Finding:
    return Finding(
        kind=Kind.LAW,
        severity=severity,
        rule=rule.id,
        reason=f"{rule.title}. {rule.explanation} ({rule.law})",
        suggestion=rule.suggestion,
    )


def _suggestion(rule: Rule, quote: str) -> str | None:
    for pattern, replacement in rule.replacements.items():
        if re.search(pattern, quote, re.IGNORECASE):
            return replacement
    return rule.suggestion
