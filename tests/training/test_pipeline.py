"""``make pipeline-smoke``: every step from its command line, on a model and a dataset of seconds."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("trl", reason="the training extra is not installed")
pytest.importorskip("peft", reason="the training extra is not installed")
pytest.importorskip("sklearn", reason="the training extra is not installed")
pytest.importorskip("usearch", reason="the training extra is not installed")

from tests.inference.servers import MODEL, llama_cpp_server
from tests.training.test_preferences import BRIEF, CHAT, MIGRATIONS, USER
from training.__main__ import main

RECIPES = Path(__file__).with_name("recipes")
SHIPPED = Path(__file__).parents[2] / "training" / "recipes"
EXAM = ("--count", "1", "--limit", "1", "--questions", "1")


class Bench:
    """Runs steps that must succeed, each into its own place under ``folder``."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder = folder
        self._data = data

    def run(self, step: str, out: str, *options: str | Path) -> Path:
        place = self.folder / out
        words = [step, "--data", str(self._data), "--out", str(place), *map(str, options)]
        assert main(words) == 0, f"{step} failed"
        return place


@pytest.fixture
def data(small_data: Path) -> Path:
    """With the catalogue of products, which only ``synthesise`` reads."""
    products = Path(__file__).parents[2] / "data" / "products.yaml"
    (small_data / products.name).write_bytes(products.read_bytes())
    return small_data


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A bot's database with one job of twelve variants, of which one is chosen."""
    path = tmp_path / "bot.sqlite3"
    brief = json.dumps(BRIEF, ensure_ascii=False)
    with closing(sqlite3.connect(path)) as connection, connection:
        for migration in MIGRATIONS:
            connection.executescript(migration.read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO user (id, name, role, created_at) VALUES (?, 'А', 'staff', '')", (USER,)
        )
        connection.execute(
            "INSERT INTO brief (id, user_id, chat_id, brief, variants, created_at, changed_at)"
            " VALUES (1, ?, ?, ?, 12, '', '')",
            (USER, CHAT, brief),
        )
        connection.execute(
            "INSERT INTO job (id, key, brief_id, user_id, chat_id, brief, state, created_at)"
            " VALUES (1, 'k', 1, ?, ?, ?, 'done', '')",
            (USER, CHAT, brief),
        )
        connection.executemany(
            "INSERT INTO variant (id, job_id, position, angle, seed, text, delivery)"
            " VALUES (?, 1, ?, 'benefit', 1, ?, 'sent')",
            [(place + 1, place, f"Приходите на вебинар, вариант {place}") for place in range(12)],
        )
        connection.execute(
            "INSERT INTO choice (brief_id, variant_id, user_id, chosen_at) VALUES (1, 1, ?, '')", (USER,)
        )
    return path


@pytest.mark.engine
def test_every_step_from_a_teacher_to_a_card(
    data: Path, small_corpus: Path, database: Path, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, data)
    with llama_cpp_server() as url:
        bench.run("synthesise", "raw", "--recipe", RECIPES / "synthesise.toml", "--base-url", url)
    source = data / "train.jsonl"
    filtered = bench.run("filter", "filtered", "--recipe", SHIPPED / "filter.toml", "--source", source)
    split = SHIPPED / "split.toml"
    bench.run("split", "split", "--recipe", split, "--source", filtered / "kept.jsonl")
    bench.run("calibrate", "calibrated", "--recipe", SHIPPED / "filter.toml", "--many", "20")

    recipe = RECIPES / "nano.toml"
    nano = bench.run("pretrain", "nano", "--recipe", recipe, "--corpus", small_corpus) / "model"
    unfinished = ("--recipe", recipe, "--corpus", small_corpus, "--run", tmp_path / "nano")
    bench.run("snapshot", "snapshot", *unfinished)
    base = bench.run("export", "smoke.gguf", "--model", nano, "--name", "smoke", "--kind", "f16")
    tuned = bench.run("tune", "lora", "--recipe", RECIPES / "lora.toml", "--base", nano) / "adapter"
    lora = ("--model", nano, "--adapter", tuned)
    adapter = bench.run("export", "smoke-lora.gguf", *lora, "--name", "smoke-lora")
    pairs = bench.run("preferences", "preferences", "--database", database) / "pairs.jsonl"
    preferred = ("--base", nano, "--adapter", tuned, "--pairs", pairs)
    bench.run("tune", "dpo", "--recipe", RECIPES / "dpo.toml", *preferred)

    figures = bench.run("evaluate", "evaluated", "--model", base, "--adapter", adapter, *EXAM)
    bench.run("evaluate", "evaluated-base", "--model", base, *EXAM)
    bench.run("card", "smoke.md", "--model", base, "--evaluation", tmp_path / "evaluated-base")
    bench.run("compare", "compared", "--models", base, MODEL, *EXAM)

    assert json.loads((figures / "summary.json").read_text(encoding="utf-8"))["ads"] == 1
    assert "unseen_nats" in (tmp_path / "smoke.md").read_text(encoding="utf-8")
    assert "smoke" in (tmp_path / "compared" / "compare.md").read_text(encoding="utf-8")
