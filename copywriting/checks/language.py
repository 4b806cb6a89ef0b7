"""Whether a text is finished Russian: foreign scripts, loops, torn ends, leftovers of the machine."""

import re
import unicodedata
from collections.abc import Iterator

from copywriting.report import Finding, Kind, Severity

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_WORD_OF_LETTERS = re.compile(r"[^\W\d_]+")
# Anything but the alphabets of Russian technical texts; what it finds is looked at letter by letter.
_UNUSUAL = re.compile(r"[^\W\d_A-Za-zА-Яа-яЁёΑ-ω]")
# An ad may carry product names and links, but its letters are Russian; short texts are mostly a name
# sometimes.
_MIN_RUSSIAN_SHARE = 0.6
_MIN_LETTERS = 40
_MARKERS = re.compile(
    r"⟦[^⟧\n]{0,20}⟧?|⟧|<\|[^|>\n]{0,40}\|?>?|\|>|</?(?:s|think|bos|eos)>|\[/?INST\]|#{2,}\s|\*\*|```|"
    r"\[[A-ZА-ЯЁ_]{3,20}\]|\{\{[^}\n]{0,40}\}\}|\[(?:вставьте|укажите|ваш|имя|дата|ссылка)[^\]\n]{0,40}\]",
)
_MIXED = re.compile(r"(?<!\w)(?=[^\W\d_]*[А-Яа-яЁё])(?=[^\W\d_]*[A-Za-z])[^\W\d_]{3,}(?!\w)")
_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"[.!?…:;»)\]\"”]$|\w$|%$|₽$")
_TORN = re.compile(
    r"(?:[,–—-]|(?<!\w)(?:и|а|но|или|в|во|с|со|на|по|для|от|до|из|к|о|об|у|при|за|под|над|без|что|чтобы|как|не))$"
)
_LOOP_WORDS = 5
_LOOP_TIMES = 3
_REPEATED = re.compile(r"(?<!\w)(\w{2,})(?:[\s,]+\1){2,}(?!\w)", re.IGNORECASE)


def check_language(text: str) -> Iterator[Finding]:
    yield from _scripts(text)
    yield from _leftovers(text)
    yield from _loops(text)
    yield from _end(text)


def _scripts(text: str) -> Iterator[Finding]:
    for match in _WORD_OF_LETTERS.finditer(text) if _UNUSUAL.search(text) else ():
        if any(
            letter.isalpha() and _script(letter) not in {"CYRILLIC", "LATIN", "GREEK"} for letter in match[0]
        ):
            yield _place("foreign_script", Severity.BLOCK, match)
    letters = len(_LETTER.findall(text))
    russian = len(_CYRILLIC.findall(text))
    if letters >= _MIN_LETTERS and russian < _MIN_RUSSIAN_SHARE * letters:
        yield Finding(
            kind=Kind.LANGUAGE,
            severity=Severity.BLOCK,
            rule="not_russian",
            size=round(100 * russian / letters),
            limit=round(100 * _MIN_RUSSIAN_SHARE),
        )


def _script(letter: str) -> str:
    return "CYRILLIC" if "а" <= letter <= "я" else unicodedata.name(letter, "?").split(" ", 1)[0]


def _leftovers(text: str) -> Iterator[Finding]:
    for match in _MARKERS.finditer(text):
        yield _place("leftover", Severity.BLOCK, match)
    for match in _MIXED.finditer(text):
        yield _place("mixed_alphabets", Severity.BLOCK, match)


def _loops(text: str) -> Iterator[Finding]:
    """The same five words three times, or one word three times in a row."""
    words = [*_WORD.finditer(text)]
    seen: dict[tuple[str, ...], int] = {}
    for first, last in zip(words, words[_LOOP_WORDS - 1 :], strict=False):
        gram = tuple(_WORD.findall(text[first.start() : last.end()].lower()))
        seen[gram] = seen.get(gram, 0) + 1
        if seen[gram] == _LOOP_TIMES:
            yield Finding(
                kind=Kind.LANGUAGE,
                severity=Severity.BLOCK,
                rule="loop",
                quote=text[first.start() : last.end()],
                start=first.start(),
                end=last.end(),
            )
            return
    for match in _REPEATED.finditer(text):
        if not match[1].isdigit():
            yield _place("repeated_word", Severity.WARN, match)


def _end(text: str) -> Iterator[Finding]:
    """A text torn off by its token limit. Ads may end in a link, an emoji or a button without a full stop."""
    stripped = text.rstrip()
    last = stripped[-60:]
    torn = _TORN.search(last)
    quotes = stripped.count("«") - stripped.count("»")
    if torn or quotes > 0:
        start = max(0, len(stripped) - len(last))
        yield Finding(
            kind=Kind.LANGUAGE,
            severity=Severity.WARN,
            rule="unfinished",
            quote=last[-30:],
            start=start + max(0, len(last) - 30),
            end=len(stripped),
        )


def _place(rule: str, severity: Severity, match: re.Match[str]) -> Finding:
    return Finding(
        kind=Kind.LANGUAGE, severity=severity, rule=rule, quote=match[0], start=match.start(), end=match.end()
    )
