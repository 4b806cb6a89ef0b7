"""«Quoted» and Latin names."""

import re

from copywriting.checks.facts.fact import Canvas, Fact, FactKind
from copywriting.checks.morphology import Morphology

_QUOTED = re.compile(r"«([^«»\n]{2,80})»|„([^„“”\n]{2,80})[“”]|\"([^\"\n]{2,80})\"|“([^“”\n]{2,80})”")
_LATIN = re.compile(r"(?<![\w.-])[A-Za-z][A-Za-z0-9+#]*(?:[.\-&/][A-Za-z0-9+#]+)*")
_SENTENCE_END = re.compile(r"[.!?…:;,]\s*$|[!?…]")
_MAX_NAME_WORDS = 6


def quoted_names(canvas: Canvas, morphology: Morphology) -> list[Fact]:
    """Names in guillemets. Speech («Где моя справка?») and ironic words («лайк») are not names: a name
    starts with a capital, has at most six words and no sentence punctuation."""
    found = []
    for match in _QUOTED.finditer(canvas.text):
        name = next(group for group in match.groups() if group)
        if not _is_name(name):
            continue
        key = " ".join(morphology.lemmas(name))
        if key:
            found.append(canvas.fact(FactKind.QUOTED, match.span(), [f"name:{key}"]))
    return found


def _is_name(text: str) -> bool:
    return text[0].isupper() and len(text.split()) <= _MAX_NAME_WORDS and not _SENTENCE_END.search(text)


def latin_names(canvas: Canvas) -> list[Fact]:
    """Latin words that contacts left; single letters are units and variables, not names."""
    return [
        canvas.fact(FactKind.LATIN, m.span(), [f"latin:{m[0].lower()}"])
        for m in canvas.find(_LATIN)
        if len(m[0]) > 1
    ]
