"""A number with what it counts: «60 минут», «4,9 млн рублей», «12 новых станков».

A small model that writes a number first and its noun afterwards makes 2 hours of 2 days. Under the
``phrases`` profile a placeholder stands for both, in the brief's own form. Informal shorthand of seeds is
spelt out on the way («60 мин» → «60 минут»), so that it is the same phrase as the ad's.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType

_WORD = re.compile(r" ([A-Za-zА-Яа-яЁё][\w./²³-]{0,30})")
_SIGN = re.compile(r" ?([%₽°‰])")
_PER = re.compile(r" в (?:месяц|год|день|час|сутки|неделю|смену|минуту|секунду)\b")
_ADJECTIVE = re.compile(r"[а-яё-]+(?:[ыи]х|[ыиоа]й|[ая]я|[ое]е|[ую]ю|[ео]го)$")
_MULTIPLIER = re.compile(r"(?:тыс|тысяч[аи]?|млн|миллион(?:а|ов)?|млрд|миллиард(?:а|ов)?)\.?$")
_NO_UNIT = re.compile(
    r"(?:а|без|бы|в|вместо|во|где|для|до|если|есть|ещё|же|за|и|из|или|к|как|когда|ко|ли|либо|мск|на|над|не|но|о|об|от"
    r"|перед|плюс|по|под|после|при|про|с|сверх|со|среди|так|там|то|тут|у|уже|через|что|чтобы|это)$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"\.(?:$|\n| +[А-ЯЁA-Z«])")  # a full stop, not the dot of an abbreviation alone
_ADJECTIVES = 2  # before the noun
# By the noun form that the number takes: 1 минута, 2 минуты, 5 минут.
_SPELT = MappingProxyType(
    {
        "мин": ("минута", "минуты", "минут"),
        "сек": ("секунда", "секунды", "секунд"),
        "ч": ("час", "часа", "часов"),
        "дн": ("день", "дня", "дней"),
        "нед": ("неделя", "недели", "недель"),
        "мес": ("месяц", "месяца", "месяцев"),
        "чел": ("человек", "человека", "человек"),
        "шт": ("штука", "штуки", "штук"),
        "р": ("рубль", "рубля", "рублей"),
        "руб": ("рубль", "рубля", "рублей"),
        "тыс": ("тысяча", "тысячи", "тысяч"),
    }
)
_PER_MONTH = MappingProxyType({"/мес": " в месяц", "/год": " в год", "/день": " в день", "/час": " в час"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """``text`` as an ad may say it; ``end``: where it stops in the text it was found in."""

    text: str
    end: int


def phrase(text: str, number: str, end: int, noun_form: str) -> Phrase:
    """The phrase of ``number``, which ends at ``end``; ``noun_form`` is "1", "2" or "5" (plural_class)."""
    if sign := _SIGN.match(text, end):
        return Phrase(f"{number} {sign[1]}", sign.end())
    words, at = [number], end
    form, adjectives = noun_form, 0
    while word := _WORD.match(text, at):
        said = word[1].rstrip("./-")
        if not said or _NO_UNIT.match(said):
            break
        spelt = _spelt(said, form)
        at = word.start(1) + len(said)
        dotted = spelt != said and text.startswith(".", at)
        at += dotted and not _SENTENCE_END.match(text, at)
        words.append(spelt)
        if _MULTIPLIER.match(said):
            form = "5"
        elif _ADJECTIVE.match(said) and adjectives < _ADJECTIVES:
            adjectives += 1
        else:
            break
        if dotted and not _MULTIPLIER.match(said):
            break
    if len(words) > 1 and (per := _PER.match(text, at)):
        return Phrase(" ".join(words) + per[0], per.end())
    return Phrase(" ".join(words), at)


def _spelt(word: str, form: str) -> str:
    """Shorthand in full: «мин» → «минут», «руб/мес» → «рублей в месяц»; other words as they are."""
    base, slash, per = word.partition("/")
    forms = _SPELT.get(base.rstrip(".").lower())
    suffix = _PER_MONTH.get(f"/{per}", "") if slash else ""
    if forms is None or (slash and not suffix):
        return word
    return forms[{"1": 0, "2": 1}.get(form, 2)] + suffix
