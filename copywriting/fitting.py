"""Bringing an ad's fields within their limits: by the model if it can, by scissors if it can't."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copywriting.cleaning import clean
from copywriting.formats import Fields, FieldText, parse, render_fields
from copywriting.grammar import bounded, pinned
from copywriting.masking import Masks
from copywriting.platforms import Platform
from copywriting.report import Finding
from copywriting.tighten import tighten
from inference.contract import GenerationRequest, Message, Tail

_ASKABLE = 300  # characters: a longer text is cut by sentences rather than written anew
_REQUEST = (
    "В поле «{label}» {size} знаков, а можно не больше {limit}. Напиши это поле заново, целой фразой "
    "не длиннее {target} знаков; числа, названия и контакты сохрани. Ответ — только текст поля."
)
_SHORTEST = 8  # characters: with less there is no phrase
_TARGET = 0.9  # of the limit: a model doesn't count characters exactly


def overlong(text: str, platform: Platform) -> tuple[FieldText, ...]:
    """Fields over their limit, and lines that end exactly at it: there the grammar cut a word in two."""
    return tuple(item for item in parse(text, platform).items if too_long(item, platform))


def too_long(item: FieldText, platform: Platform) -> bool:
    """Whether ``item`` is over its limit, or was cut by it."""
    size = platform.size(item.value)
    ragged = size == item.field.max and item.field.line is not None and item.value[-1:].isalnum()
    return size > item.field.max or ragged


@dataclass(frozen=True, slots=True)
class FieldRepair:
    """``item`` of the ad ``text`` is to be written anew; ``request`` is the ad's own, with one tail."""

    text: str
    item: FieldText
    platform: Platform
    request: GenerationRequest

    def asked(self, masks: Masks | None) -> GenerationRequest | None:
        """The request for one field under a grammar that bounds it; None where cutting serves better."""
        if self.item.field.max > _ASKABLE or (masks and self.item.field.line is None):
            return None
        return self._pinned(masks) if masks else self._in_words()

    def value(self, answer: str) -> str:
        """The field's new text; empty if it is no better than the old one."""
        found = [one.value for one in parse(answer, self.platform).items if one.label == self.item.label]
        value = found[0] if found and self.platform.structured else clean(answer)
        fits = not too_long(replace(self.item, value=value), self.platform)
        return " ".join(value.split()) if fits else ""

    def _in_words(self) -> GenerationRequest:
        """A model that follows instructions is told what is wrong."""
        limit, size, tail = self.item.field.max, self.platform.size(self.item.value), self.request.tails[0]
        words = _REQUEST.format(
            label=self.item.label, size=size, limit=limit, target=math.floor(limit * _TARGET)
        )
        *shared, last = self.request.messages
        last = replace(last, content=last.content + tail.text)
        return replace(
            self.request,
            messages=(*shared, last, Message("assistant", self.text), Message("user", words)),
            tails=(Tail(seed=tail.seed, grammar=bounded(limit)),),
            max_tokens=limit,
        )

    def _pinned(self, masks: Masks) -> GenerationRequest:
        """A small model writes the ad again up to this field, which is all that it may write otherwise.

        Its bound counts placeholders, so what the facts add when they come back is taken off.
        """
        items = parse(self.text, self.platform).items
        masked = [replace(item, value=masks.apply(item.value)) for item in items]
        index = next(i for i, item in enumerate(items) if item.label == self.item.label)
        added = self.platform.size(self.item.value) - len(masked[index].value)
        bound = max(_SHORTEST, self.item.field.max - 1 - max(0, added))
        tail = self.request.tails[0]
        return replace(self.request, tails=(replace(tail, grammar=pinned(masked, index, bound)),))


def with_value(text: str, item: FieldText, value: str, platform: Platform) -> str:
    """The ad with ``value`` in the place of ``item``'s."""
    fields = parse(text, platform)
    items = tuple(replace(one, value=value) if one.label == item.label else one for one in fields.items)
    return render_fields(Fields(items), platform)


def cut(text: str, platform: Platform) -> str:
    """Every field within its limit, packs without their surplus."""
    fields = parse(text, platform)
    items: list[FieldText] = []
    for field in platform.fields:
        for item in fields.of(field)[: field.variants]:
            limit = field.max - 1 if too_long(item, platform) else field.max
            items.append(replace(item, value=tighten(item.value, limit, platform.size)))
    return render_fields(Fields(tuple(items)), platform)


def with_obligatory_words(text: str, missing: Sequence[Finding], platform: Platform) -> str:
    """``text`` with the words that the law obliges it to carry (38-ФЗ, art. 24), if the platform has room.

    Structured ads stay as they are: there the words stand in the layout, not in a field.
    """
    if platform.structured or not missing:
        return text
    words = " ".join(finding.suggestion or "" for finding in missing)
    longer = f"{text}\n\n{words}"
    return text if overlong(longer, platform) else longer
