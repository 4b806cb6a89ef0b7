"""Facts of a brief as placeholders: masked before a small model reads them, restored in what it writes.

A model of a few million parameters mangles figures and invents them; a placeholder is one token to it.
Kinds: U contact or link, D date, T time, Q «quoted name», and numbers by the noun form that follows them:
1 (рубль), 2 (рубля), 5 (рублей). ``⟦Q1⟧``, ``⟦5-3⟧``. The vocabulary has as many as SLOTS says; facts beyond
stay as they are. Under the ``phrases`` profile a number's placeholder stands in the brief before its noun, as
ever, but in an answer for both (``phrases.py``); ``⟦#⟧`` before it says: the number alone.
"""

import random
import re
from collections.abc import Mapping
from types import MappingProxyType

from copywriting.months import MONTHS
from copywriting.normal import CLOSE, OPEN
from copywriting.phrases import phrase

SLOTS = MappingProxyType({"U": 4, "D": 4, "T": 4, "Q": 4, "1": 6, "2": 8, "5": 14})
_ZONES = "ru|рф|com|org|io|net|su|museum|me|cc"
# Repetitions that could start at any character are bounded: a seed of 20,000 letters must not take seconds.
_FACT = re.compile(
    r"(?P<U>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|@\w{4,}"
    rf"|(?:https?://)?(?:[\w-]{{1,63}}\.){{1,8}}(?:{_ZONES})\b(?:/[\w./?=&%#-]*[\w/])?"
    r"|(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2})"
    rf"|(?P<D>\d{{1,2}}(?:\s?[–-]\s?\d{{1,2}})?\s(?:{'|'.join(MONTHS)})(?:\s\d{{4}}(?:\s(?:года|г\.))?)?)"
    r"|(?P<T>\b\d{1,2}:\d{2}\b)"
    r"|«(?P<Q>[^«»\n]{2,40})»"
    r"|(?<![\w.,/:-])(?P<N>\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?)(?![\w:/]|[.,]\d)"
)
_LONGEST = len("⟦5-14⟧")
_PLACEHOLDER = re.compile(rf"({OPEN}[^{OPEN}{CLOSE}]{{0,{_LONGEST - 2}}}{CLOSE})")
ALONE = f"{OPEN}#{CLOSE}"  # the number of the next placeholder without its noun
_LONE_NUMBER = re.compile(ALONE + _PLACEHOLDER.pattern)
_SHORTEST_BARE_NAME = 4  # shorter names without their quotes are too likely to be other words


def placeholder(kind: str, number: int) -> str:
    return f"{OPEN}{kind}{'-' if kind.isdigit() else ''}{number}{CLOSE}"


PLACEHOLDERS = tuple(placeholder(kind, number) for kind, n in SLOTS.items() for number in range(1, n + 1))
MASK_TOKENS = (*PLACEHOLDERS, ALONE)  # what a vocabulary needs for them


def plural_class(number: str) -> str:
    """Which noun form follows: «1» рубль, «2» рубля, «5» рублей; after a decimal fraction it is рубля."""
    if "," in number:
        return "2"
    digits = re.sub(r"\D", "", number)
    if digits[-2:] in {"11", "12", "13", "14"}:
        return "5"
    return {"1": "1", "2": "2", "3": "2", "4": "2"}.get(digits[-1], "5")


class Masks:
    """The placeholders of one brief. Texts given to it are neutralised ones (``normal.neutralise``)."""

    def __init__(self, shuffle: random.Random | None = None, *, phrases: bool = False) -> None:
        """``shuffle`` numbers the facts at random, as training does, so that a model learns all of them."""
        self.phrases = phrases
        self._free = {kind: list(range(1, n + 1)) for kind, n in SLOTS.items()}
        if shuffle:
            for numbers in self._free.values():
                shuffle.shuffle(numbers)
        self._tokens: dict[tuple[str, str], str] = {}
        self._alone: dict[str, str] = {}  # number → the placeholder that was first given to it
        self._numbers: dict[str, str] = {}  # and back, of all

    @property
    def surfaces(self) -> Mapping[str, str]:
        """Placeholder → what it stands for in an answer."""
        return {token: surface for (_, surface), token in self._tokens.items()}

    @property
    def unused(self) -> tuple[str, ...]:
        """The placeholders that stand for nothing in this brief: the model must not write them."""
        known = set(self._tokens.values())
        return tuple(token for token in PLACEHOLDERS if token not in known)

    def learn(self, text: str) -> str:
        """Masks a brief; new facts get placeholders while there are any."""
        return self._mask(text, learn=True)

    def apply(self, text: str) -> str:
        """Masks an answer: only the facts that are known already."""
        return self._mask(text, learn=False)

    def restore(self, text: str) -> str:
        """Facts for placeholders; placeholders that stand for nothing and lone brackets vanish."""
        surfaces = self.surfaces
        text = _LONE_NUMBER.sub(lambda match: self._numbers.get(match[1], ""), text)
        text = _PLACEHOLDER.sub(lambda match: surfaces.get(match[0], ""), text)
        return text.replace(OPEN, "").replace(CLOSE, "")

    def _mask(self, text: str, *, learn: bool) -> str:
        parts, at = [], 0
        for match in _FACT.finditer(text):
            if match.start() < at:
                continue  # within the noun of a number
            parts.append(text[at : match.start()])
            masked, at = self._masked(match, learn=learn)
            parts.append(masked)
        whole = "".join([*parts, text[at:]])
        for (kind, surface), token in self._tokens.items():
            if kind == "Q" and len(surface) >= _SHORTEST_BARE_NAME:
                whole = _replace_bare(whole, surface, token)
        return whole

    def _masked(self, match: re.Match[str], *, learn: bool) -> tuple[str, int]:
        """What stands for the fact, and where the text goes on after it."""
        kind = match.lastgroup or "N"
        surface = match[kind]
        if kind == "N":
            return self._number(match, surface, learn=learn)
        token = self._token(kind, surface, learn=learn)
        if token is None:
            return match[0], match.end()
        return f"«{token}»" if kind == "Q" else token, match.end()

    def _number(self, match: re.Match[str], number: str, *, learn: bool) -> tuple[str, int]:
        kind = plural_class(number)
        if not self.phrases:
            return self._token(kind, number, learn=learn) or number, match.end()
        whole = phrase(match.string, number, match.end(), kind)
        token = self._token(kind, whole.text, learn=learn)
        if token is None:
            alone = None if learn else self._alone.get(number)
            return (f"{ALONE}{alone}" if alone else number), match.end()
        self._alone.setdefault(number, token)
        self._numbers[token] = number
        return token, (match.end() if learn else whole.end)

    def _token(self, kind: str, surface: str, *, learn: bool) -> str | None:
        token = self._tokens.get((kind, surface))
        if token is None and learn and self._free[kind]:
            token = self._tokens[kind, surface] = placeholder(kind, self._free[kind].pop(0))
        return token


def _replace_bare(text: str, surface: str, token: str) -> str:
    """The same name without its quotes, but never inside a placeholder («5-14» is a name, too)."""
    bare = re.compile(rf"(?<!\w){re.escape(surface)}(?!\w)")
    parts = _PLACEHOLDER.split(text)
    return "".join(part if index % 2 else bare.sub(token, part) for index, part in enumerate(parts))


class Unmasker:
    """Restores a stream: what comes out is final, a placeholder split over deltas waits for its end."""

    def __init__(self, masks: Masks) -> None:
        self._masks = masks
        self._held = ""

    def feed(self, delta: str) -> str:
        self._held += delta
        cut = self._held.rfind(OPEN)
        waits = cut >= 0 and CLOSE not in self._held[cut:] and len(self._held) - cut < _LONGEST
        if not waits:
            cut = len(self._held)
        if self._held[:cut].endswith(ALONE):  # which number is alone comes next
            cut -= len(ALONE)
        ready, self._held = self._held[:cut], self._held[cut:]
        return self._masks.restore(ready)

    def close(self) -> str:
        """The rest; half a placeholder is nothing that anybody should see."""
        rest, self._held = self._held, ""
        return "" if rest.startswith(OPEN) else self._masks.restore(rest)
