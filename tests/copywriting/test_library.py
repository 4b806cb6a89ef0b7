"""Parts of what is known may be replaced; what somebody sends is looked at harder than what we ship."""

from pathlib import Path

import pytest

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.errors import DataFileBroken
from copywriting.library import GLOSSARY, PRODUCTS, REPLACEABLE, Knowledge, proofread, revised

DATA = Path(__file__).parents[2] / "data"
TERM = """terms:
- id: pilot_word
  right: "пробный запуск"
  severity: warn
  reason: "Так решили."
  wrong: ['\\bпилот\\w*']
  bad: ["пилот бесплатный"]
  good: ["пробный запуск"]
"""


def text(name: str) -> str:
    return (DATA / name).read_text("utf-8")


def rules(knowledge: Knowledge, said: str) -> list[str | None]:
    platform = knowledge.platforms[PlatformSlug("vk_post")]
    brief = Brief("Пилот бесплатный до мая", "анонс", platform.slug, Tone("деловой"))
    return [one.rule for one in knowledge.checker.check(said, brief=brief, platform=platform).findings]


@pytest.mark.parametrize("name", REPLACEABLE)
def test_our_own_files_pass(name: str) -> None:
    proofread(name, text(name))


def test_a_replaced_glossary_counts_and_the_old_knowledge_stays_as_it_was(knowledge: Knowledge) -> None:
    changed = revised(knowledge, DATA, {GLOSSARY: text(GLOSSARY).replace("terms:\n", TERM, 1)})

    assert "pilot_word" in rules(changed, "Бесплатный пилот.")
    assert "pilot_word" not in rules(knowledge, "Бесплатный пилот.")
    assert changed.platforms is knowledge.platforms


def test_every_problem_is_told_with_its_line() -> None:
    broken = "terms: []\nreminders: 1\nnames: []\nlatin: [{}]\nmore: 1\n"

    with pytest.raises(DataFileBroken) as told:
        proofread(GLOSSARY, broken)

    assert {(one.line, one.where) for one in told.value.problems} == {
        (5, "more"),
        (2, "reminders"),
        (4, "latin.0"),
    }


def test_a_product_that_is_there_twice() -> None:
    source = text(PRODUCTS)
    slugs = [line for line in source.splitlines() if line.strip().startswith("- slug:")]
    with pytest.raises(DataFileBroken) as told:
        proofread(PRODUCTS, source.replace(slugs[1], slugs[0], 1))

    (problem,) = told.value.problems
    assert problem.kind == "twice"
    assert problem.line == source.splitlines().index(slugs[1]) + 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [("a: &x 1\nb: *x\n", "alias"), ("[" * 3000, "depth"), ("{" * 3000, "depth"), ("a: [\n", "yaml")],
)
def test_what_could_break_the_reader_is_refused(content: str, kind: str) -> None:
    with pytest.raises(DataFileBroken) as told:
        proofread(GLOSSARY, content)

    assert told.value.problems[0].kind == kind
