"""Why an ad is unfit for training: each reason is a word that reports count by."""

import re
import unicodedata
from collections.abc import Iterator

from copywriting.limits import check_limits
from copywriting.masking import MASK_TOKENS
from copywriting.platforms import Platform
from copywriting.report import Severity
from training.dataset import AdRecord

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_LABEL = re.compile(r"^Заголовок \d:", re.MULTILINE)
_MARKER = re.compile("|".join([*map(re.escape, MASK_TOKENS), r"<\|", r"\|>", r"\{\{", r"\[[A-ZА-Я_]{3,}\]"]))


def faults(record: AdRecord, ad: str, platform: Platform, cyrillic_share: float) -> Iterator[str]:
    """Reasons against ``ad``; none if it is fit."""
    letters = _LETTER.findall(ad)
    if not letters or len(_CYRILLIC.findall(ad)) < cyrillic_share * len(letters):
        yield "language"
    if _MARKER.search(ad):
        yield "marker"
    if any(finding.severity is Severity.BLOCK for finding in check_limits(ad, platform)):
        yield "form"
    if any(fact not in ad for fact in record.facts):
        yield "fact missing"
    brief = " ".join((*record.wordings, record.task, record.product, record.audience))
    if set(_FIGURE.findall(_LABEL.sub("", ad))) - set(_FIGURE.findall(brief)):
        yield "figure invented"


def bare(text: str) -> str:
    """Letters and digits only, so that copies differing in marks and spaces are equal."""
    kept = (letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
    return "".join(kept)
