"""One field of a structured ad, to be written anew while the others stay as they are."""

from dataclasses import dataclass, replace

from copywriting import grammar
from copywriting.cleaning import clean
from copywriting.fitting import with_value
from copywriting.formats import FieldText, named, parse
from copywriting.masking import Masks
from copywriting.order import Change, Refinement
from copywriting.platforms import Platform

_SHORTEST = 8  # characters: with less there is no phrase


@dataclass(frozen=True, slots=True)
class Part:
    """``item`` is the field as it stands in the ad ``text``."""

    text: str
    item: FieldText
    platform: Platform

    @classmethod
    def of(cls, refinement: Refinement | None, platform: Platform) -> "Part | None":
        """None where the whole ad is asked for, or where there is nothing but the whole."""
        if refinement is None or refinement.change is not Change.FIELD or not platform.structured:
            return None
        item = named(refinement.parent, refinement.instruction, platform)
        return None if item is None else cls(refinement.parent, item, platform)

    @property
    def bounded(self) -> str | None:
        """The grammar for a model that follows instructions: the field's value alone."""
        return None if self.item.field.line is None else grammar.bounded(self.item.field.max)

    def pinned(self, masks: Masks) -> str:
        """The grammar for a small model, which can only write an ad from its beginning."""
        items = [replace(one, value=masks.apply(one.value)) for one in self._items]
        added = self.platform.size(self.item.value) - len(items[self._index].value)
        bound = max(_SHORTEST, self.item.field.max - 1 - max(0, added))
        return grammar.pinned(items, self._index, bound)

    def placed(self, answer: str, *, pinned: bool) -> str:
        """The ad with what ``answer`` has for the field, empty as long as it has nothing.

        ``pinned``: the answer begins with the fields before it.
        """
        value = self._last(answer) if pinned else self._alone(answer)
        return with_value(self.text, self.item, value, self.platform) if value else ""

    @property
    def _items(self) -> tuple[FieldText, ...]:
        return parse(self.text, self.platform).items

    @property
    def _index(self) -> int:
        return next(i for i, one in enumerate(self._items) if one.label == self.item.label)

    def _last(self, answer: str) -> str:
        items = parse(answer, self.platform).items
        return items[self._index].value if len(items) > self._index else ""

    def _alone(self, answer: str) -> str:
        """A model may put the label before the value, or write the whole ad after all."""
        of_kind = [
            one for one in parse(answer, self.platform).items if one.field.name == self.item.field.name
        ]
        value = next((one.value for one in of_kind if one.label == self.item.label), "")
        value = value or next((one.value for one in of_kind), "") or clean(answer)
        return " ".join(value.split()) if self.item.field.line else value
