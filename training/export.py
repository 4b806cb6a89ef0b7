"""``export``: a checkpoint or an adapter → GGUF, compared with its source before it gets its name."""

import logging
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerFast

from training.dataset import read_records
from training.errors import ParityBroken
from training.gguf_adapter import export_adapter
from training.gguf_base import Kind, export_base
from training.manifest import MANIFEST, read_json, sha256, versions, write_json
from training.note import Note, Origin, done, note_path, shape
from training.parity import Parity, compare
from training.strings import hard_strings
from training.tokenizer import load_tokenizer

log = logging.getLogger(__name__)
STRINGS = 500
TEXTS = 12
AGREEMENT: dict[Kind, float] = {"f32": 0.999, "f16": 0.99, "q8_0": 0.95}


@dataclass(frozen=True, slots=True)
class Named:
    """What the file says of itself: ``profile`` is the prompt it was trained on."""

    name: str
    profile: str = "phrases"


def export_model(folder: Path, out: Path, kind: Kind, named: Named, data: Path) -> Note:
    """GGUF of the model in ``folder``; raises ParityBroken, and then leaves no file.

    ``data`` is a dataset file whose texts serve for the comparison.
    """
    origin = {"checkpoint": sha256(folder), "kind": kind, **asdict(named), "texts": sha256(data)}
    if (note := done(out, origin)) is not None:
        return note
    model, tokenizer = load(folder)
    draft = out.with_name(out.name + ".draft")
    metadata = {
        "general.name": named.name,
        "copydesk.prompt_profile": named.profile,
        "copydesk.checkpoint": origin["checkpoint"],
    }
    export_base(model, tokenizer, draft, kind, metadata)
    parity = _check(model, tokenizer, draft, data, AGREEMENT[kind])
    draft.replace(out)
    return _noted(out, origin, parity, shape(model.config, model.num_parameters()), folder.parent)


def export_lora(folder: Path, base: Path, out: Path, name: str, data: Path) -> Note:
    """Adapter GGUF of PEFT's ``folder`` over checkpoint ``base``, compared on an F16 export of the base."""
    origin = {"checkpoint": sha256(base), "adapter": sha256(folder), "name": name, "texts": sha256(data)}
    if (note := done(out, origin)) is not None:
        return note
    model, tokenizer = load(base)
    whole = out.with_name(out.name + ".base")
    draft = out.with_name(out.name + ".draft")
    export_base(model, tokenizer, whole, "f16", {"general.name": name})
    export_adapter(folder, model.config, draft, name)
    tuned = PeftModel.from_pretrained(model, folder).eval()
    parity = _check(tuned, tokenizer, whole, data, AGREEMENT["f16"], adapter=draft)
    whole.unlink()
    draft.replace(out)
    parameters = sum(p.numel() for name, p in tuned.named_parameters() if "lora_" in name)
    return _noted(out, origin, parity, shape(model.config, parameters), folder.parent)


def _noted(out: Path, origin: Origin, parity: Parity, shape: dict[str, int], run: Path) -> Note:
    note = {
        "step": "export",
        "made_of": origin,
        "sha256": sha256(out),
        "bytes": out.stat().st_size,
        "parity": asdict(parity),
        "shape": shape,
        "versions": versions(),
        "training": read_json(run / MANIFEST),  # of the step that made the checkpoint; None: another's model
    }
    write_json(note_path(out), note)
    return note


def load(folder: Path) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """A checkpoint in float32, ready to compute."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    return model.eval(), load_tokenizer(folder)


def _check(
    model: PreTrainedModel | PeftModel,
    tokenizer: PreTrainedTokenizerFast,
    draft: Path,
    data: Path,
    agreement: float,
    adapter: Path | None = None,
) -> Parity:
    texts = [record.variants[0] for record in read_records(data)]
    parity = compare(model, tokenizer, draft, hard_strings(STRINGS, texts), texts[:TEXTS], adapter)
    log.info(
        "%s: %d of %d strings differ, top token agrees at %.2f%% of %d positions, logits within %.4f",
        draft.name,
        len(parity.different),
        parity.strings,
        100 * parity.agreement,
        parity.positions,
        parity.largest_difference,
    )
    if not parity.holds(agreement):
        (adapter or draft).unlink()
        raise ParityBroken(f"{draft.name}: {parity}")
    return parity
