"""GBNF grammars of structured ads: field names and length bounds can't be broken."""

from collections.abc import Sequence

from copywriting.formats import FieldText, label
from copywriting.platforms import Field, Platform

_BODY = r"[^\n ] [^\x00]*"


def grammar(platform: Platform, *, learned: bool = False) -> str | None:
    """The platform's form; None where it is free text.

    ``learned`` is the dataset's form, which small models were trained on: as few fields of a pack as must be.
    Otherwise a pack has up to ``ask`` fields. Bounds count what the model writes: under the masked profile
    a placeholder counts as it is spelt, so the restored text is checked, and repaired, again.
    """
    if not platform.structured:
        return None
    rules: list[str] = []
    parts: list[str] = []
    for field in platform.fields:
        if learned and not field.required:
            continue
        rules.append(f"{_name(field)} ::= {_BODY if field.line is None else _line(field.max)}")
        parts.append(_pack(field, learned=learned) if field.line else f'"\\n" {_name(field)}')
    return "\n".join([f"root ::= {_joined(parts)}", *rules]) + "\n"


def pinned(items: Sequence[FieldText], index: int, bound: int) -> str:
    """The fields before ``index`` as they are, then field ``index`` anew in at most ``bound`` characters.

    The free text after the lines has no bound.
    """
    before = "".join(f"{item.label}: {item.value}\n" for item in items[:index])
    if items[index].field.line is None:
        return f"root ::= {_literal(before + chr(10))} {_BODY}\n"
    return f"root ::= {_literal(f'{before}{items[index].label}: ')} {_line(bound)}\n"


def bounded(bound: int) -> str:
    """One line of at most ``bound`` characters."""
    return f"root ::= {_line(bound)}\n"


def _line(bound: int) -> str:
    return rf"[^\n ] [^\n]{{0,{bound - 1}}}"


def _name(field: Field) -> str:
    return "f-" + field.name.replace("_", "-")


def _pack(field: Field, *, learned: bool) -> str:
    """From the fewest to the most fields of a kind; one alone has no number: «Текст:», but «Текст 1:»."""
    fewest = field.min_variants
    most = fewest if learned else max(field.ask, fewest)
    alone = _one(field, 0, 1) if fewest == 1 else ""
    several = ""
    for number in reversed(range(most if most > 1 else 0)):
        entry = _one(field, number, most)
        inner = f' "\\n" {several}' if several else ""
        optional = number + 1 >= max(fewest, 2) and inner
        several = f"{entry} ({inner.strip()})?" if optional else f"{entry}{inner}"
    options = [option for option in (alone, several) if option]
    return options[0] if len(options) == 1 else f"({' | '.join(options)})"


def _one(field: Field, number: int, count: int) -> str:
    return f"{_literal(label(field, number, count) + ': ')} {_name(field)}"


def _joined(parts: list[str]) -> str:
    return r' "\n" '.join(parts)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
