"""Other facts for a brief and its ads at once, so that a model learns to copy from the brief.

Figures, dates, times, «names», Latin names, cities and links of a record are replaced in all its wordings,
ads and facts consistently; the prose around them stays. Figures keep their number of digits and the noun form
that follows them, so that «2 дня» doesn't become «5 дня».
"""

import random
import re
from collections.abc import Callable

from copywriting.masking import plural_class
from copywriting.months import MONTHS
from training.dataset import AdRecord

# Cities of one declension, whose genitive and prepositional are one form: no case is mistaken for another.
_CITIES = ("Казан", "Перм", "Рязан", "Твер", "Астрахан", "Сызран", "Тюмен")
_FACT = re.compile(
    r"(?P<link>(?:https?://)?(?:[a-z0-9-]{1,63}\.){1,3}(?:ru|com|org|cc|me)\b(?:/[\w./?=&%#-]*[\w/])?)"
    rf"|(?P<date>\b\d{{1,2}}(?:[–-]\d{{1,2}})?\s(?:{'|'.join(MONTHS)})\b)"
    r"|(?P<time>\b\d{1,2}:\d{2}\b)"
    r"|(?P<name>«[А-ЯЁA-Z][^«»\n]{1,38}»)"
    r"|(?P<latin>(?<![\w.@/-])[A-Z][a-z]{2,}(?![\w.@/-]))"
    rf"|\b(?P<city>(?:{'|'.join(_CITIES)})[ьи])\b"
    r"|(?<!Заголовок )(?<![\w.,:/@+–-])(?<!\d )(?P<number>\d{1,3}(?: \d{3})+|\d+)(?![\w:/@–-]|[.,]\d| \d)"
)
_NAMES = ("Вектор", "Горизонт", "Исток", "Маяк", "Орбита", "Полюс", "Родник", "Сфера", "Факел", "Эталон")
_LATINS = ("Nova", "Orbit", "Vector", "Lumen", "Terra", "Delta", "Pulsar", "Argon", "Tensor", "Cobalt")
_HOSTS = ("kurs-zavod", "promo-info", "vstrecha-it", "tehno-den", "start-meet", "demo-stend", "forum-delo")
TRIES = 50


class Substitution:
    """One drawing of other facts: the same fact becomes the same other one wherever it stands."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._known: dict[str, str] = {}
        self._makers: dict[str, Callable[[str], str]] = {
            "link": self._link,
            "date": self._date,
            "time": lambda _: f"{draw.randint(8, 19):02d}:{draw.choice(('00', '15', '30', '45'))}",
            "name": lambda name: name if " " in name else f"«{draw.choice(_NAMES)}»",
            "latin": lambda _: draw.choice(_LATINS),
            "city": lambda city: draw.choice(_CITIES) + city[-1],
            "number": self._number,
        }

    def apply(self, text: str) -> str:
        return _FACT.sub(lambda match: self._other(match[0], match.lastgroup or ""), text)

    def _other(self, fact: str, kind: str) -> str:
        """No two facts become one: a price equal to a date would teach to mix them up."""
        if kind == "city":  # one city in all its forms
            return self._known.setdefault(fact[:-1], self._makers[kind](fact)[:-1]) + fact[-1]
        if fact not in self._known:
            for _ in range(TRIES):
                fresh = self._makers[kind](fact)
                if fresh not in self._known.values():
                    break
            self._known[fact] = fresh
        return self._known[fact]

    def _link(self, link: str) -> str:
        path = link.partition("://")[2] or link
        end = f"/{self._draw.choice('abcdefgh')}{self._draw.randint(1, 99)}" if "/" in path else ""
        return f"{'https://' if '://' in link else ''}{self._draw.choice(_HOSTS)}.ru{end}"

    def _date(self, date: str) -> str:
        first = self._draw.randint(1, 25)
        days = f"{first}–{first + 2}" if re.search("[–-]", date) else str(first)
        return f"{days} {self._draw.choice(MONTHS)}"

    def _number(self, number: str) -> str:
        """As many digits, and the same noun form after it."""
        digits = len(number.replace(" ", ""))
        for _ in range(TRIES):
            drawn = self._draw.randint(10 ** (digits - 1), 10**digits - 1)
            fresh = f"{drawn:,}".replace(",", " ") if " " in number else str(drawn)
            if plural_class(fresh) == plural_class(number):
                return fresh
        return number


def substituted(record: AdRecord, draw: random.Random) -> AdRecord:
    """The record with other facts, under an id of its own."""
    other = Substitution(draw)
    changed = {
        "id": f"{record.id}~{draw.randrange(10**6):06d}",
        "product": other.apply(record.product),
        "task": other.apply(record.task),
        "audience": other.apply(record.audience),
        "seed": other.apply(record.seed),
        "seeds": tuple(map(other.apply, record.seeds)),
        "facts": tuple(map(other.apply, record.facts)),
        "variants": tuple(map(other.apply, record.variants)),
    }
    return record.model_copy(update=changed)
