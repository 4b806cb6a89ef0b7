"""From text to a checkpoint to GGUF, on a model of seconds."""

import logging
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the training extra is not installed")
pytest.importorskip("transformers", reason="the training extra is not installed")
pytest.importorskip("peft", reason="the training extra is not installed")

import torch
from safetensors.torch import load_file

from tests.training.tiny import tiny_recipe
from training.errors import AdapterRefused, Interrupted
from training.export import export_lora, export_model, load
from training.gguf_adapter_use import applied
from training.manifest import MANIFEST
from training.parity import compare
from training.pretrain import Inputs, pretrain


@pytest.fixture(scope="module")
def inputs(small_data: Path, small_corpus: Path) -> Inputs:
    names = ("train.jsonl", "validation.jsonl", "platforms.yaml")
    return Inputs(small_corpus, *(small_data / name for name in names))


@pytest.fixture(scope="module")
def checkpoint(inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of an uninterrupted run."""
    return pretrain(tiny_recipe(), inputs, tmp_path_factory.mktemp("whole"))


class InterruptAt(logging.Handler):
    """Sends SIGINT to this process when the trainer reports ``step`` of ``stage``."""

    def __init__(self, stage: str, step: int) -> None:
        super().__init__()
        self._mark = re.compile(rf"stage {stage} \d+% step {step}:")

    def emit(self, record: logging.LogRecord) -> None:
        if self._mark.match(record.getMessage()):
            os.kill(os.getpid(), signal.SIGINT)


@contextmanager
def interrupted_at(stage: str, step: int) -> Iterator[None]:
    logger, handler = logging.getLogger("training.trainer"), InterruptAt(stage, step)
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    with pytest.raises(Interrupted):
        yield
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_an_interrupted_run_ends_with_the_same_weights(
    checkpoint: Path, inputs: Inputs, tmp_path: Path
) -> None:
    for stage in ("language", "craft"):
        with interrupted_at(stage, step=10):
            pretrain(tiny_recipe(), inputs, tmp_path)

    model = pretrain(tiny_recipe(), inputs, tmp_path)

    whole, resumed = load_file(checkpoint / "model.safetensors"), load_file(model / "model.safetensors")
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_the_manifest_is_there_when_the_step_is_done(checkpoint: Path) -> None:
    assert (checkpoint.parent / MANIFEST).exists()


def test_a_done_step_is_not_done_again(checkpoint: Path, inputs: Inputs) -> None:
    before = (checkpoint / "model.safetensors").stat().st_mtime_ns

    pretrain(tiny_recipe(), inputs, checkpoint.parent)

    assert (checkpoint / "model.safetensors").stat().st_mtime_ns == before


def test_a_gguf_tokenises_500_strings_as_its_checkpoint_and_agrees_on_tokens(
    checkpoint: Path, small_data: Path, tmp_path: Path
) -> None:
    parity = export_model(
        checkpoint, tmp_path / "tiny.gguf", "f16", "tiny", "masked", small_data / "train.jsonl"
    )

    assert (parity.strings, parity.different) == (500, ())
    assert parity.agreement >= 0.99


def test_an_adapter_in_gguf_says_what_it_says_in_peft(
    checkpoint: Path, small_data: Path, tmp_path: Path
) -> None:
    from peft import LoraConfig, get_peft_model

    model, _ = load(checkpoint)
    torch.manual_seed(0)
    tuned = get_peft_model(model, LoraConfig(r=4, lora_alpha=8, target_modules="all-linear", use_rslora=True))
    for name, parameter in tuned.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    tuned.save_pretrained(tmp_path / "adapter")

    parity = export_lora(
        tmp_path / "adapter", checkpoint, tmp_path / "adapter.gguf", "tiny", small_data / "train.jsonl"
    )

    assert parity.agreement >= 0.99
    assert parity.largest_difference < 0.01


def test_a_file_that_is_no_adapter_is_refused(checkpoint: Path, small_data: Path, tmp_path: Path) -> None:
    import llama_cpp

    base = tmp_path / "tiny.gguf"
    export_model(checkpoint, base, "f16", "tiny", "masked", small_data / "train.jsonl")
    llama = llama_cpp.Llama(str(base), n_ctx=64, n_threads=1, verbose=False)

    with pytest.raises(AdapterRefused), applied(llama, base):
        pass

    llama.close()


def test_parity_notices_a_changed_weight(checkpoint: Path, small_data: Path, tmp_path: Path) -> None:
    model, tokenizer = load(checkpoint)
    export_model(checkpoint, tmp_path / "tiny.gguf", "f16", "tiny", "masked", small_data / "train.jsonl")
    with torch.no_grad():
        model.model.layers[0].mlp.down_proj.weight.mul_(-3)

    parity = compare(model, tokenizer, tmp_path / "tiny.gguf", ["а"], ["Приходите на встречу инженеров"])

    assert parity.largest_difference > 0.01
