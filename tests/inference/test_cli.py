"""``python -m inference``, as a person types it."""

import asyncio
import os
import random
import sys
from pathlib import Path

import pytest

from inference.__main__ import main
from tests.inference.hub import Hub
from tests.inference.servers import MODEL, ROOT

CATALOGUE = """
[models.small]
title = "Small"
repository = "owner/repository"
license = "MIT"
commercial = true
parameters_b = 0.1
memory_gb = 0.1
context = 1024
recommended = { cpu = "Q8_0", gpu = "Q8_0" }
files.Q8_0 = { name = "model.gguf", size_gb = 0.01 }
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.toml"
    path.write_text(CATALOGUE)
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_models_shows_names_and_licences(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "models")

    assert code == 0
    assert "qwen3-4b-instruct" in out
    assert "Apache-2.0" in out


@pytest.mark.parametrize(("memory", "mark"), [("0.01", "yes"), ("100000", "no")])
def test_models_marks_what_fits(
    catalogue: Path, memory: str, mark: str, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue.write_text(CATALOGUE.replace("memory_gb = 0.1", f"memory_gb = {memory}"))

    _, out, _ = said(capsys, "models", "--catalogue", str(catalogue))

    assert f"│ {mark} " in out


def test_inspect_tells_what_the_bundled_model_is(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "inspect", str(MODEL))

    assert code == 0
    assert all(word in out for word in ("qwen2", "Q8_0", "1,024 tokens", "phrases"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"GGUF\3\0\0\0", "ends inside its header"), (b"hello", "not a GGUF file")],
    ids=["truncated", "no GGUF"],
)
def test_inspect_refuses_a_broken_file_in_one_line(
    content: bytes, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)

    code, _, err = said(capsys, "inspect", str(path))

    assert code == 1
    assert reason in err
    assert err.count("\n") == 1


@pytest.mark.engine
def test_generate_takes_the_bundled_model_and_not_the_adapter_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = said(capsys, "generate", "Площадка", "--max-tokens", "4", "--variants", "1")

    assert (code, err) == (0, "")
    assert "tokens/s" in out


@pytest.mark.engine
def test_generate_writes_as_many_texts_as_asked(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(
        capsys,
        "generate",
        "Площадка: пост в Telegram",
        "--model",
        str(MODEL),
        "--max-tokens",
        "12",
        "--variants",
        "3",
    )

    assert code == 0
    assert out.count("---") == 2
    assert "tokens/s" in out


@pytest.mark.engine
def test_generate_obeys_a_grammar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grammar = tmp_path / "yes.gbnf"
    grammar.write_text('root ::= "да"')

    _, out, _ = said(
        capsys, "generate", "?", "--model", str(MODEL), "--grammar", str(grammar), "--variants", "1"
    )

    assert out.startswith("да\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["generate", "text", "--model", "absent.gguf"], 1),
        (["generate", "text", "--model", str(MODEL), "--variants", "0"], 1),
        (["generate", "text", "--model", str(MODEL), "--adapter", "absent.gguf"], 1),
        (["generate", "text", "--model", str(MODEL), "--grammar", "absent.gbnf"], 1),
        (["pull", "nothing"], 2),
        (["pull", "qwen3-4b-instruct", "--quant", "Q1_0"], 2),
    ],
)
def test_what_goes_wrong_is_one_line(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, _, err = said(capsys, *arguments)

    assert ended == code
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["sing"], ["generate"], ["generate", "x", "--variants", "many"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2


async def pull(hub: Hub, catalogue: Path, folder: Path) -> tuple[int, str]:
    """Runs the command in a process of its own: the library reads HF_ENDPOINT when it is imported."""
    async with hub.running() as endpoint:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "inference", "pull", "small"),
            *("--catalogue", str(catalogue), "--folder", str(folder)),
            cwd=ROOT,
            env=os.environ | {"HF_ENDPOINT": endpoint},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await process.communicate()
        return process.returncode or 0, err.decode()


async def test_pull_takes_a_model_from_hf_endpoint(catalogue: Path, tmp_path: Path) -> None:
    hub = Hub(random.Random(0).randbytes(50_000))

    code, _ = await pull(hub, catalogue, tmp_path / "models")

    assert code == 0
    assert (tmp_path / "models" / "model.gguf").stat().st_size == 50_000


async def test_pull_refuses_a_wrong_checksum_with_one_line_and_1(catalogue: Path, tmp_path: Path) -> None:
    code, err = await pull(Hub(b"content", checksum="0" * 64), catalogue, tmp_path / "models")

    assert code == 1
    assert "wrong checksum" in err.splitlines()[-1]
    assert not (tmp_path / "models" / "model.gguf").exists()
