"""From a model's answer to the ad: wrapping, prefaces and afterwords go; every word of the ad stays."""

import re
import unicodedata

_THING = "вариант|текст|объявлени|пост|письм|верси|релиз|баннер|листовк|смс|sms|уведомлени|публикаци|статьи"
_PREFACE = re.compile(
    r"(?:(?:конечно|хорошо|отлично|готово|разумеется|да)\b[^\n:]{0,60}[!.,:]\s*)?"
    r"(?:[*_#\s]*(?:вот|ниже|предлагаю|представляю|держите|рекламный|готовый)\b"
    rf"[^\n]{{0,80}}\b(?:{_THING})\w*[^\n]{{0,80}}:[*_]*\s*\n"
    r"|[*_#\s]*(?:вариант|версия|пост|объявление|текст(?:\s(?:поста|объявления|письма))?)\s*(?:№\s*)?\d{0,2}"
    r"(?:\s*\([^)\n]{0,40}\))?[*_]*\s*:?[*_]*\s*\n)",
    re.IGNORECASE,
)
_POLITE = re.compile(r"(?:конечно|хорошо|отлично|готово|разумеется)[!.,][^\n]{0,80}\n\s*", re.IGNORECASE)
_AFTERWORD = re.compile(
    r"\n\s*(?:-{3,}\s*\n\s*)?[(\[*_]*"
    r"(?:примечани[ея]|надеюсь, (?:это|этот|вам|текст)|если (?:нужно|потребуется) |дайте знать|сообщите, если"
    r"|количество (?:знаков|символов)|(?:длина|объ[её]м)(?: текста)?:|итого:? \d+|\d+ (?:знак|символ))"
    r"[^\n]*\s*\Z",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```[\w-]*\n(?P<inside>.*?)(?:\n?```|\Z)", re.DOTALL)
_TEMPLATE = re.compile(r"<[|｜][^<>|\n]{0,60}[|｜]>|</?think>")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)\*\*")
_HEADING = re.compile(r"^#{1,4} +", re.MULTILINE)
_DOUBLED = re.compile(r"««([^«»\n]*)»»")
_HOLLOW = re.compile(r"«\s*»")
# A first line that may yet become a preface is not shown while it grows.
_MAYBE_PREFACE = re.compile(
    r"[*_#\s`]*(?:вот|ниже|конечно|хорошо|отлично|готово|предлагаю|вариант|версия|разумеется|```)[^\n]*\Z",
    re.IGNORECASE,
)


def clean(answer: str) -> str:
    """The ad in ``answer``: without fences, prefaces («Вот вариант:»), Markdown, notes, outer quotes."""
    text = unicodedata.normalize("NFC", _TEMPLATE.sub("", answer)).strip()
    if fence := _FENCE.search(text):
        text = fence["inside"].strip()
    for pattern in (_POLITE, _PREFACE):
        if match := pattern.match(text):
            text = text[match.end() :].lstrip()
    text = _AFTERWORD.sub("", text)
    text = _BOLD.sub(r"\1", _HEADING.sub("", text))
    return _tidy(_unquoted(text))


def visible(growing: str) -> str:
    """What a reader may see of an answer that still grows."""
    return "" if _MAYBE_PREFACE.match(growing.strip()) else clean(growing)


def _unquoted(text: str) -> str:
    """Without quotes around the whole; a text that only begins and ends with quoted names keeps them."""
    for left, right in (("«", "»"), ('"', '"'), ("“", "”")):
        inner = text[1:-1]
        if text.startswith(left) and text.endswith(right) and left not in inner and right not in inner:
            return inner.strip() if " " in inner else text
    return text


def _tidy(text: str) -> str:
    """Repairs what dropped or doubled placeholders leave behind, and blank space."""
    text = _HOLLOW.sub("", _DOUBLED.sub(r"«\1»", text))
    text = re.sub(r" ([,.;:!?»)])(?=\s|$)", r"\1", re.sub(r"[ \t]{2,}|\t", " ", text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()
