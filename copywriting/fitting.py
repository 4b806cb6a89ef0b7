"""Bringing an ad's fields within their limits: by the model if it can, by scissors if it can't."""

import math
from dataclasses import replace

from copywriting.formats import Fields, FieldText, parse, render_fields
from copywriting.grammar import bounded
from copywriting.platforms import Platform
from copywriting.prompt import RenderedPrompt
from copywriting.tighten import tighten
from inference.contract import GenerationRequest, Message, Tail

_ASKABLE = 300  # characters: a longer text is cut by sentences rather than written anew
_REQUEST = (
    "В поле «{label}» {size} знаков, а можно не больше {limit}. Напиши это поле заново, целой фразой "
    "не длиннее {target} знаков; числа, названия и контакты сохрани. Ответ — только текст поля."
)
_TARGET = 0.9  # of the limit: a model doesn't count characters exactly


def overlong(text: str, platform: Platform) -> tuple[FieldText, ...]:
    """Fields over their limit, and lines that end exactly at it: there the grammar cut a word in two."""
    return tuple(item for item in parse(text, platform).items if too_long(item, platform))


def too_long(item: FieldText, platform: Platform) -> bool:
    """Whether ``item`` is over its limit, or was cut by it."""
    size = platform.size(item.value)
    ragged = size == item.field.max and item.field.line is not None and item.value[-1:].isalnum()
    return size > item.field.max or ragged


def field_request(
    prompt: RenderedPrompt, base: GenerationRequest, item: FieldText, text: str, platform: Platform
) -> GenerationRequest | None:
    """Asks for one field anew under a grammar that bounds it; None where cutting serves better.

    Models of the masked profile know no such request, and their bounds are in placeholders.
    """
    if prompt.masks is not None or item.field.max > _ASKABLE:
        return None
    limit = item.field.max
    request = _REQUEST.format(
        label=item.label, size=platform.size(item.value), limit=limit, target=math.floor(limit * _TARGET)
    )
    tail = base.tails[0]
    asked = replace(prompt.messages[-1], content=prompt.messages[-1].content + tail.text)
    return replace(
        base,
        messages=(*prompt.messages[:-1], asked, Message("assistant", text), Message("user", request)),
        tails=(Tail(seed=tail.seed, grammar=bounded(limit)),),
        max_tokens=limit,
    )


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
