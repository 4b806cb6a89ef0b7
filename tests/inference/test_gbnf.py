"""Grammars are judged as llama.cpp judges them, before it can print one or die of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference import gbnf
from inference.errors import RequestInvalid
from inference.model import Model
from inference.sampling import Grammar
from tests.inference.models import NANO

PIECES = (
    *('"a"', '""', "[a-z]", "[]", "[^a]", "x", "root", "(", ")", "|", "*", "+", "?", ".", " ", "\n", "\r\n"),
    *(
        "{2}",
        "{0,3}",
        "{1,}",
        "{50}",
        "{3, 4 }",
        "::=",
        "root ::= ",
        "x ::= ",
        "#c",
        r"\x41",
        r'"\n"',
        r'"\q"',
    ),
    *(r"[\]]", "_", '"я"', "[a-", '"'),
)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load(NANO)


@pytest.mark.parametrize(
    "broken",
    [
        "root ::= (",
        "начало ::= [",
        'root ::= "a" x',
        'root ::= "a"{3,1}',
        'root ::= "a"{99999999}',
        'root ::= ("a"{0,50} "b"{0,50}){50}',
        r'root ::= "\q"',
        "root ::= " + "(" * 5000,
        'root ::= "\ud800"',
        "root ::= <think>",
        "root ::= *",
        "root",
    ],
    ids=lambda grammar: grammar[:40].encode("ascii", "backslashreplace").decode(),
)
def test_a_broken_grammar_is_a_typed_error_without_a_word_on_stderr(
    broken: str, model: Model, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RequestInvalid) as refusal:
        Grammar.parse(broken, model.vocabulary)

    assert capfd.readouterr().err == ""
    assert "\n" not in str(refusal.value)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.booleans())
def test_llama_cpp_can_read_every_grammar_that_was_let_through(
    model: Model, pieces: list[str], defined: bool
) -> None:
    grammar = f"root ::= {''.join(pieces)}" + '\nx ::= "b"' * defined
    try:
        gbnf.check(grammar)
    except RequestInvalid:
        return
    assert _said_of(grammar, model) in {"fine", "left recursion"}


def _said_of(grammar: str, model: Model) -> str:
    try:
        Grammar.parse(grammar, model.vocabulary).close()
    except RequestInvalid as refusal:
        return "left recursion" if "left recursion" in str(refusal) else str(refusal)
    return "fine"
