"""A teacher over real HTTP that errs as teachers do."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openai")

from tests.inference.servers import llama_cpp_server
from tests.training.interrupting import interrupted_at
from training.dataset import read_records
from training.errors import TeacherFailed
from training.recipe import SynthesiseRecipe
from training.synthesise import Answer, Teacher, synthesise

DATA = Path(__file__).parents[2] / "data"
GOOD = Answer(
    seeds=["СМС: встреча 6 декабря, запись vk.cc/abc"],
    facts=["6 декабря", "vk.cc/abc"],
    variants=["Встреча инженеров 6 декабря. Запись: vk.cc/abc", "Ждём вас 6 декабря, места здесь: vk.cc/abc"],
).model_dump_json()
INVENTS = GOOD.replace("Встреча инженеров", "Скидка 70 тысяч").replace("Ждём вас", "Скидка 70 тысяч")
RECIPE = SynthesiseRecipe(
    teacher="teacher",
    briefs=5,
    platforms=("sms",),
    tasks=("Пригласить на встречу",),
    audiences=("инженеры",),
    requests_per_minute=60_000,
    concurrency=2,
    price_read=1,
    price_written=2,
)


class School(ThreadingHTTPServer):
    """Answers with ``replies`` in turn (status, text), the last one for ever."""

    daemon_threads = True

    def __init__(self, replies: list[tuple[int, str]]) -> None:
        super().__init__(("127.0.0.1", 0), Lesson)
        self.replies = replies
        self.asked = 0
        self.turn = threading.Lock()

    @property
    def teacher(self) -> Teacher:
        return Teacher(f"http://127.0.0.1:{self.server_port}/v1", "key")


class Lesson(BaseHTTPRequestHandler):
    server: School

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.turn:
            status, text = self.server.replies[min(self.server.asked, len(self.server.replies) - 1)]
            self.server.asked += 1
        body: dict[str, Any] = {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": "teacher",
            "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150},
        }
        data = json.dumps(body if status == 200 else {"error": {"message": text}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Retry-After-Ms", "1")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing: tests are quiet."""


@pytest.fixture
def school(request: pytest.FixtureRequest) -> Iterator[School]:
    with School(request.param) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("school", [[(200, GOOD)]], indirect=True)
def test_what_passes_the_checks_is_a_record_of_the_dataset(school: School, tmp_path: Path) -> None:
    tally = synthesise(RECIPE, school.teacher, DATA, tmp_path)

    records = read_records(tmp_path / "raw.jsonl")
    assert len({record.id for record in records}) == tally.accepted == 5
    assert tally.cost == pytest.approx(5 * (100 + 2 * 50) / 1e6)


@pytest.mark.parametrize("school", [[(200, INVENTS), (200, "не JSON"), (200, GOOD)]], indirect=True)
def test_what_the_checks_refuse_is_counted_by_its_reason(school: School, tmp_path: Path) -> None:
    tally = synthesise(RECIPE, school.teacher, DATA, tmp_path)

    assert tally.accepted == 3
    assert tally.refused == {"figure invented": 1, "not the JSON asked for": 1}


@pytest.mark.parametrize("school", [[(429, "wait"), (500, "oops"), (200, GOOD)]], indirect=True)
def test_a_busy_teacher_is_asked_again(school: School, tmp_path: Path) -> None:
    assert synthesise(RECIPE, school.teacher, DATA, tmp_path).accepted == 5


@pytest.mark.parametrize(
    "school", [[(200, GOOD), (200, GOOD), (401, "no such key"), (200, GOOD)]], indirect=True
)
def test_what_was_written_before_a_failure_is_not_asked_for_again(school: School, tmp_path: Path) -> None:
    with pytest.raises(TeacherFailed, match="no such key"):
        synthesise(RECIPE, school.teacher, DATA, tmp_path)
    before = len(read_records(tmp_path / "raw.jsonl"))

    again = synthesise(RECIPE, school.teacher, DATA, tmp_path)

    assert (before > 0, again.accepted) == (True, 5)


@pytest.mark.engine
def test_a_real_server_is_asked_again_only_for_what_it_had_not_answered(tmp_path: Path) -> None:
    recipe = RECIPE.model_copy(
        update={"briefs": 3, "concurrency": 1, "longest": 16, "structured": "json_object", "wordings": 1}
    )
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    with llama_cpp_server() as url:
        synthesise(recipe, Teacher(url, "none"), DATA, whole)
        with interrupted_at("1 refused"):
            synthesise(recipe, Teacher(url, "none"), DATA, torn)
        answered = len((torn / "ledger.jsonl").read_text(encoding="utf-8").splitlines())

        synthesise(recipe, Teacher(url, "none"), DATA, torn)

    assert answered == 1
    for name in ("raw.jsonl", "ledger.jsonl", "report.json"):
        assert (torn / name).read_bytes() == (whole / name).read_bytes()


@pytest.mark.parametrize("school", [[(200, GOOD)]], indirect=True)
def test_answers_are_kept_in_the_order_of_the_wishes_however_they_came(
    school: School, tmp_path: Path
) -> None:
    whole, torn = tmp_path / "whole", tmp_path / "torn"
    synthesise(RECIPE, school.teacher, DATA, whole)
    with interrupted_at("2 accepted"):
        synthesise(RECIPE, school.teacher, DATA, torn)

    synthesise(RECIPE, school.teacher, DATA, torn)

    for name in ("raw.jsonl", "ledger.jsonl", "report.json"):
        assert (torn / name).read_bytes() == (whole / name).read_bytes()
