"""From text to a checkpoint to GGUF, on a model of seconds."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the training extra is not installed")
pytest.importorskip("transformers", reason="the training extra is not installed")
pytest.importorskip("peft", reason="the training extra is not installed")

import torch
from safetensors.torch import load_file

from tests.training.interrupting import interrupted_at
from tests.training.tiny import tiny_recipe
from training.errors import AdapterRefused, OtherWork
from training.export import Named, export_lora, export_model, load
from training.gguf_adapter_use import applied
from training.manifest import MANIFEST, sha256
from training.parity import compare
from training.pretrain import Inputs, pretrain


def test_an_interrupted_run_ends_with_the_same_weights(
    checkpoint: Path, inputs: Inputs, tmp_path: Path
) -> None:
    for stage in ("language", "craft"):
        with interrupted_at(rf"stage {stage} \d+% step 10:"):
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


def test_a_folder_begun_with_another_recipe_is_refused(checkpoint: Path, inputs: Inputs) -> None:
    with pytest.raises(OtherWork, match="recipe"):
        pretrain(tiny_recipe(steps=16), inputs, checkpoint.parent)


def test_an_export_that_was_broken_off_leaves_no_file_and_is_the_same_in_the_end(
    checkpoint: Path, small_data: Path, tmp_path: Path
) -> None:
    texts = small_data / "train.jsonl"
    export_model(checkpoint, tmp_path / "whole.gguf", "q8_0", Named("tiny"), texts)
    with interrupted_at("strings differ"):
        export_model(checkpoint, tmp_path / "torn.gguf", "q8_0", Named("tiny"), texts)
    assert not (tmp_path / "torn.gguf").exists()

    export_model(checkpoint, tmp_path / "torn.gguf", "q8_0", Named("tiny"), texts)

    assert sha256(tmp_path / "torn.gguf") == sha256(tmp_path / "whole.gguf")


def test_a_gguf_tokenises_500_strings_as_its_checkpoint_and_agrees_on_tokens(
    checkpoint: Path, small_data: Path, tmp_path: Path
) -> None:
    parity = export_model(
        checkpoint, tmp_path / "tiny.gguf", "f16", Named("tiny"), small_data / "train.jsonl"
    )["parity"]

    assert (parity["strings"], parity["different"]) == (500, ())
    assert parity["agreement"] >= 0.99


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
    )["parity"]

    assert parity["agreement"] >= 0.99
    assert parity["largest_difference"] < 0.01


def test_a_file_that_is_no_adapter_is_refused(checkpoint: Path, small_data: Path, tmp_path: Path) -> None:
    import llama_cpp

    base = tmp_path / "tiny.gguf"
    export_model(checkpoint, base, "f16", Named("tiny"), small_data / "train.jsonl")
    llama = llama_cpp.Llama(str(base), n_ctx=64, n_threads=1, verbose=False)

    with pytest.raises(AdapterRefused), applied(llama, base):
        pass

    llama.close()


def test_parity_notices_a_changed_weight(checkpoint: Path, small_data: Path, tmp_path: Path) -> None:
    model, tokenizer = load(checkpoint)
    export_model(checkpoint, tmp_path / "tiny.gguf", "f16", Named("tiny"), small_data / "train.jsonl")
    with torch.no_grad():
        model.model.layers[0].mlp.down_proj.weight.mul_(-3)

    parity = compare(model, tokenizer, tmp_path / "tiny.gguf", ["а"], ["Приходите на встречу инженеров"])

    assert parity.largest_difference > 0.01
