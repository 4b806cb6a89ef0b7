"""Refuses a broken GBNF grammar before llama.cpp sees it.

llama.cpp prints the whole grammar on stderr when it can't parse it, and ``"a"{3,1}`` makes it take all memory
there is. This reads the same language by the same rules (llama-grammar.cpp of llama-cpp-python 0.3.36), but
for rules about tokens (``<think>``), which nobody here writes. Left recursion and a missing root are left to
llama.cpp: it says those through its log.
"""

import re

from inference.errors import RequestInvalid

LONGEST = 65_536  # characters
MOST_REPETITIONS = 2_000  # MAX_REPETITION_THRESHOLD
DEEPEST = 64  # nested groups; llama.cpp recurses without a bound

SPACE = re.compile(r"(?:[ \t]|#[^\r\n]*)*")
SPACES = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
NAME = re.compile(r"[a-zA-Z0-9-]+")
ESCAPE = r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[trn\\\"\[\]-])"
LITERAL = re.compile(rf'"((?:{ESCAPE}|[^"\\])*)"')
CHARACTERS = re.compile(rf"\[\^?((?:{ESCAPE}|[^\]\\])*)\]")
TIMES = re.compile(r"\*|\+|\?|\{\s*(?P<least>\d{1,9})\s*(?P<comma>,\s*(?P<most>\d{1,9})?\s*)?\}")
NEWLINE = re.compile(r"\r\n|\r|\n|\Z")


def check(grammar: str) -> None:
    """Raises ``RequestInvalid`` with what is wrong and where."""
    if not grammar.strip() or len(grammar) > LONGEST or "\0" in grammar:
        raise RequestInvalid(f"a grammar has 1 to {LONGEST} characters")
    try:
        grammar.encode()
    except UnicodeEncodeError as error:
        raise RequestInvalid(f"the grammar is broken: half a character at {error.start}") from None
    _Reader(grammar).read()


class _Reader:
    """``symbols`` counts as llama.cpp does: names, and a rule of its own for each group and repetition."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._names: set[str] = set()
        self._defined: set[str] = set()
        self._made = 0

    @property
    def _symbols(self) -> int:
        return len(self._names) + self._made

    def read(self) -> None:
        self._skip(nested=True)
        while self._at < len(self._text):
            self._rule()
        if missing := sorted(self._names - self._defined):
            raise self._wrong(f"undefined rule {missing[0]}")

    def _rule(self) -> None:
        name = self._take(NAME, "a name")
        self._names.add(name)
        self._defined.add(name)
        self._skip(nested=False)
        self._expect("::=")
        self._skip(nested=True)
        self._alternates(nested=False)
        self._take(NEWLINE, "a new line or the end")
        self._skip(nested=True)

    def _alternates(self, *, nested: bool) -> None:
        self._sequence(nested=nested)
        while self._next() == "|":
            self._at += 1
            self._skip(nested=True)
            self._sequence(nested=nested)

    def _sequence(self, *, nested: bool) -> None:
        """``weight``: rules that the last item stands for; 0 where there is none to be repeated."""
        weight = 0
        while (mark := self._next()) is not None:
            if mark in "*+?{":
                weight = self._repeated(weight)
            elif mark == '"':
                weight = 1 if self._take(LITERAL, "the end of the literal") != '""' else 0
            elif mark == "[":
                weight = 1 if self._take(CHARACTERS, "the end of the range") not in {"[]", "[^]"} else 0
            elif mark == "(":
                weight = self._group()
            elif mark == ".":
                self._at += 1
                weight = 1
            elif NAME.match(mark):
                self._names.add(self._take(NAME, "a name"))
                weight = 1
            else:
                return
            self._skip(nested=nested)

    def _group(self) -> int:
        before = self._symbols
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._wrong("groups are nested too deep")
        self._at += 1
        self._skip(nested=True)
        self._made += 1
        self._alternates(nested=True)
        self._expect(")")
        self._depth -= 1
        return max(1, self._symbols - before)

    def _repeated(self, weight: int) -> int:
        found = TIMES.match(self._text, self._at)
        if found is None:
            raise self._wrong("expecting a number of times")
        if not weight:
            raise self._wrong("expecting something to repeat")
        least, most = _bounds(found)
        if least > MOST_REPETITIONS or (most is not None and most < least):
            raise self._wrong("nobody can repeat so often")
        if most is not None and most > MOST_REPETITIONS:
            most = None  # as llama.cpp has it
        total = most or least or 1
        if weight * total > MOST_REPETITIONS:
            raise self._wrong("too many repetitions of too much")
        self._made += 1 if most is None else most - least
        self._at = found.end()
        return weight * total

    def _next(self) -> str | None:
        return self._text[self._at] if self._at < len(self._text) else None

    def _take(self, pattern: re.Pattern[str], what: str) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise self._wrong(f"expecting {what}")
        self._at = found.end()
        return found.group()

    def _expect(self, mark: str) -> None:
        if not self._text.startswith(mark, self._at):
            raise self._wrong(f"expecting {mark}")
        self._at += len(mark)

    def _skip(self, *, nested: bool) -> None:
        found = (SPACES if nested else SPACE).match(self._text, self._at)
        self._at = self._at if found is None else found.end()

    def _wrong(self, what: str) -> RequestInvalid:
        """The place, not the grammar: it may quote a brief."""
        return RequestInvalid(f"the grammar is broken: {what} at character {self._at}")


def _bounds(found: re.Match[str]) -> tuple[int, int | None]:
    fixed = {"*": (0, None), "+": (1, None), "?": (0, 1)}
    if found.group() in fixed:
        return fixed[found.group()]
    least = int(found["least"])
    if found["comma"] is None:
        return least, least
    return least, None if found["most"] is None else int(found["most"])
