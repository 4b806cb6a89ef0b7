"""Facts of a brief as placeholders: masked before a small model reads them, restored in what it writes.

A model of a few million parameters mangles figures and invents them; a placeholder is one token to it.
Kinds: U contact or link, D date, T time, Q «quoted name», and numbers by the noun form that follows them:
1 (рубль), 2 (рубля), 5 (рублей). ``⟦Q1⟧``, ``⟦5-3⟧``. The vocabulary has as many as SLOTS says; facts beyond
stay as they are.
"""

import random
import re
from collections.abc import Mapping
from types import MappingProxyType

from copywriting.normal import CLOSE, OPEN

SLOTS = MappingProxyType({"U": 4, "D": 4, "T": 4, "Q": 4, "1": 6, "2": 8, "5": 14})
_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_ZONES = "ru|рф|com|org|io|net|su|museum|me|cc"
# Repetitions that could start at any character are bounded: a seed of 20,000 letters must not take seconds.
_FACT = re.compile(
    r"(?P<U>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|@\w{4,}"
    rf"|(?:https?://)?(?:[\w-]{{1,63}}\.){{1,8}}(?:{_ZONES})\b(?:/[\w./?=&%#-]*[\w/])?"
    r"|(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2})"
    rf"|(?P<D>\d{{1,2}}(?:\s?[–-]\s?\d{{1,2}})?\s(?:{_MONTHS})(?:\s\d{{4}}(?:\s(?:года|г\.))?)?)"
    r"|(?P<T>\b\d{1,2}:\d{2}\b)"
    r"|«(?P<Q>[^«»\n]{2,40})»"
    r"|(?<![\w.,/:-])(?P<N>\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?)(?![\w:/]|[.,]\d)"
)
_LONGEST = len("⟦5-14⟧")
_PLACEHOLDER = re.compile(rf"({OPEN}[^{OPEN}{CLOSE}]{{0,{_LONGEST - 2}}}{CLOSE})")
_SHORTEST_BARE_NAME = 4  # shorter names without their quotes are too likely to be other words


def placeholder(kind: str, number: int) -> str:
    return f"{OPEN}{kind}{'-' if kind.isdigit() else ''}{number}{CLOSE}"


PLACEHOLDERS = tuple(placeholder(kind, number) for kind, n in SLOTS.items() for number in range(1, n + 1))


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

    def __init__(self, shuffle: random.Random | None = None) -> None:
        """``shuffle`` numbers the facts at random, as training does, so that a model learns all of them."""
        self._free = {kind: list(range(1, n + 1)) for kind, n in SLOTS.items()}
        if shuffle:
            for numbers in self._free.values():
                shuffle.shuffle(numbers)
        self._tokens: dict[tuple[str, str], str] = {}

    @property
    def surfaces(self) -> Mapping[str, str]:
        """Placeholder → what it stands for."""
        return {token: surface for (_, surface), token in self._tokens.items()}

    @property
    def unused(self) -> tuple[str, ...]:
        """The placeholders that stand for nothing in this brief: the model must not write them."""
        known = set(self._tokens.values())
        return tuple(token for token in PLACEHOLDERS if token not in known)

    def learn(self, text: str) -> str:
        """Masks ``text``; new facts get placeholders while there are any."""
        return self._mask(text, learn=True)

    def apply(self, text: str) -> str:
        """Masks only the facts that are known already."""
        return self._mask(text, learn=False)

    def restore(self, text: str) -> str:
        """Facts for placeholders; placeholders that stand for nothing and lone brackets vanish."""
        surfaces = self.surfaces
        text = _PLACEHOLDER.sub(lambda match: surfaces.get(match[0], ""), text)
        return text.replace(OPEN, "").replace(CLOSE, "")

    def _mask(self, text: str, *, learn: bool) -> str:
        masked = _FACT.sub(lambda match: self._replace(match, learn=learn), text)
        for (kind, surface), token in self._tokens.items():
            if kind == "Q" and len(surface) >= _SHORTEST_BARE_NAME:
                masked = _replace_bare(masked, surface, token)
        return masked

    def _replace(self, match: re.Match[str], *, learn: bool) -> str:
        kind = match.lastgroup or "N"
        surface = match[kind]
        key = plural_class(surface) if kind == "N" else kind
        token = self._tokens.get((key, surface))
        if token is None and learn and self._free[key]:
            token = self._tokens[key, surface] = placeholder(key, self._free[key].pop(0))
        if token is None:
            return match[0]
        return f"«{token}»" if kind == "Q" else token


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
        ready, self._held = (self._held[:cut], self._held[cut:]) if waits else (self._held, "")
        return self._masks.restore(ready)

    def close(self) -> str:
        """The rest; half a placeholder is nothing that anybody should see."""
        rest, self._held = self._held, ""
        return "" if rest.startswith(OPEN) else self._masks.restore(rest)
