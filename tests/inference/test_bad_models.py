"""Files that are no model to write with: each a typed error of one line, and the process lives on."""

from pathlib import Path

import pytest

from inference.errors import AdapterError, ModelBroken, ModelMissing, ModelUnsuitable
from inference.local import LocalConfig, LocalEngine
from tests.inference.models import NANO, adapter, rewritten

pytestmark = pytest.mark.engine


async def opened(config: LocalConfig) -> None:
    async with LocalEngine.open(config):
        pytest.fail("the engine opened")


async def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no such file"):
        await opened(LocalConfig(tmp_path / "none.gguf"))


async def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="directory"):
        await opened(LocalConfig(tmp_path))


@pytest.mark.parametrize("content", [b"", b"GGUF", b"not a model at all", b"GGUF\x03\0\0\0" + b"\xff" * 64])
async def test_something_else_than_a_gguf(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.gguf").write_bytes(content)

    with pytest.raises(ModelBroken):
        await opened(LocalConfig(tmp_path / "model.gguf"))


@pytest.mark.parametrize("share", [0.001, 0.02, 0.5, 0.999])
async def test_a_truncated_file(tmp_path: Path, share: float) -> None:
    whole = NANO.read_bytes()
    (tmp_path / "model.gguf").write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(ModelBroken) as refusal:
        await opened(LocalConfig(tmp_path / "model.gguf"))

    assert "\n" not in refusal.value.reason


async def test_an_unknown_architecture(tmp_path: Path) -> None:
    model = rewritten(tmp_path / "model.gguf", change={"general.architecture": "copydesk9"})

    with pytest.raises(ModelUnsuitable, match="unknown model architecture"):
        await opened(LocalConfig(model))


async def test_a_model_without_a_chat_template(tmp_path: Path) -> None:
    model = rewritten(tmp_path / "model.gguf", change={"tokenizer.chat_template": None})

    with pytest.raises(ModelUnsuitable, match="chat template"):
        await opened(LocalConfig(model))


async def test_a_model_with_a_broken_chat_template(tmp_path: Path) -> None:
    model = rewritten(tmp_path / "model.gguf", change={"tokenizer.chat_template": "{% for"})

    with pytest.raises(ModelUnsuitable, match="chat template"):
        await opened(LocalConfig(model))


async def test_an_embedding_model(tmp_path: Path) -> None:
    model = rewritten(tmp_path / "model.gguf", change={"qwen2.pooling_type": 3})

    with pytest.raises(ModelUnsuitable, match="embedding"):
        await opened(LocalConfig(model))


async def test_an_adapter_instead_of_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnsuitable, match="adapter"):
        await opened(LocalConfig(adapter(tmp_path / "lora.gguf")))


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda path: path, "no such file"),
        (lambda path: adapter(path, width=128), "another"),
        (lambda path: adapter(path, architecture="llama"), "llama"),
        (lambda path: adapter(path, kind="model"), "no LoRA"),
        (lambda path: rewritten(path), "no LoRA"),
    ],
)
async def test_an_adapter_that_does_not_fit(tmp_path: Path, made: object, reason: str) -> None:
    path = made(tmp_path / "lora.gguf")  # type: ignore[operator]  # one of the functions above

    with pytest.raises(AdapterError, match=reason):
        await opened(LocalConfig(NANO, threads=1, adapters={"ads": path}))


async def test_a_truncated_adapter(tmp_path: Path) -> None:
    whole = adapter(tmp_path / "whole.gguf").read_bytes()
    (tmp_path / "lora.gguf").write_bytes(whole[:-4096])

    with pytest.raises(AdapterError):
        await opened(LocalConfig(NANO, threads=1, adapters={"ads": tmp_path / "lora.gguf"}))


async def test_llama_cpp_stays_silent_on_stderr(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.gguf").write_bytes(NANO.read_bytes()[:-1000])

    with pytest.raises(ModelBroken):
        await opened(LocalConfig(tmp_path / "model.gguf"))
    async with LocalEngine.open(LocalConfig(NANO, threads=1)):
        pass

    assert capfd.readouterr().err == ""
