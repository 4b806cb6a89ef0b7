"""The command with the bundled model, as people run it."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from copywriting.__main__ import main
from copywriting.evaluation.briefs import read_cases
from copywriting.evaluation.command import spread
from tests.copywriting.conftest import DATA

MODEL = Path(__file__).parents[3] / "models" / "nano.gguf"
PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two short briefs, two variants each, with everything the command can write."""
    folder = tmp_path_factory.mktemp("evaluation")
    short = [case for case in read_cases(DATA / "validation.jsonl") if case.platform in {"sms", "push"}][4:6]
    briefs = folder / "briefs.jsonl"
    briefs.write_text("\n".join(case.model_dump_json() for case in short), encoding="utf-8")
    given = ["--model", str(MODEL), "--briefs", str(briefs), "--threads", "1", "--variants", "2"]
    written = ["--references", "--out", str(folder), "--markdown", str(folder / "quality.md")]
    assert main(["evaluate", *given, *written]) == 0
    return folder


@pytest.fixture(scope="module")
def told(out: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((out / "evaluation.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.engine
def test_every_variant_of_every_brief_is_scored(told: dict[str, Any]) -> None:
    assert [(one["position"], bool(one["text"])) for one in told["variants"]] == [(0, True), (1, True)] * 2
    assert told["overall"]["variants"] == 4
    assert set(told["platforms"]) == {"sms", "push"}


@pytest.mark.engine
def test_references_keep_their_facts_and_break_nothing(told: dict[str, Any]) -> None:
    bound = told["references"]
    assert (bound["facts_kept"], bound["within_limits"], bound["without_block"]) == (1.0, 1.0, 1.0)


@pytest.mark.engine
def test_drafts_that_nobody_saw_are_counted(told: dict[str, Any]) -> None:
    assert told["cost"]["drafts"] >= 4
    assert told["cost"]["tokens"] > told["cost"]["drafts"]
    assert told["cost"]["tokens_per_second"] > 0


@pytest.mark.engine
def test_the_page_is_whole_and_its_tags_are_closed(out: Path) -> None:
    balance = _Balance()
    balance.feed((out / "evaluation.html").read_text(encoding="utf-8"))
    assert balance.open == []
    assert balance.pictures == 2


@pytest.mark.engine
def test_the_markdown_page_comes_with_its_pictures(out: Path) -> None:
    text = (out / "quality.md").read_text(encoding="utf-8")
    assert "![measures](quality/measures.png)" in text
    assert all(file.read_bytes().startswith(PNG) for file in _pictures(out))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "absent.gguf"], "absent.gguf: "),
        (["--model", str(MODEL), "--briefs", "absent.jsonl"], "absent.jsonl: "),
        (["--model", str(MODEL), "--briefs", str(DATA / "platforms.yaml")], ":1: not JSON: "),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["evaluate", "--out", str(tmp_path), *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["--model", "m.gguf", "--variants", "0"]])
def test_misuse_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["evaluate", *arguments])


def test_a_limited_exam_is_spread_over_the_file() -> None:
    cases = read_cases(DATA / "validation.jsonl")
    few = spread(cases, 4)
    assert [cases.index(case) for case in few] == [0, 29, 59, 89]
    assert spread(cases, 1000) == cases


def _pictures(out: Path) -> Iterator[Path]:
    return (out / "quality" / f"{name}.png" for name in ("measures", "platforms"))


class _Balance(HTMLParser):
    """Which tags are left open: ``p`` and ``li`` are closed here, too."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pictures += 1
        elif tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
