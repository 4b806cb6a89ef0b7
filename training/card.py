"""The model card: what a GGUF was made of, how it compared and what it can do, all of it from files."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.errors import StepFailed
from training.manifest import MANIFEST, read_json
from training.metrics import HIGHER_IS_BETTER, LOWER_IS_BETTER, SUMMARY
from training.note import note_path

CORPORA = Path(__file__).with_name("corpora.toml")
LICENCE = "MIT, as the project's"


def card_path(gguf: Path) -> Path:
    return gguf.with_suffix(".md")


def write_card(gguf: Path, evaluation: Path | None, path: Path) -> None:
    """Write ``path`` from the note that ``export`` left beside ``gguf`` and from ``evaluation``'s figures.

    Raises StepFailed where there is no note, or the evaluation is not of this file.
    """
    note = read_json(note_path(gguf))
    if note is None:
        raise StepFailed(f"{gguf.name} has no note: export writes it")
    parts = [_head(gguf, note), _makings(note), _parity(note)]
    parts.append(_figures(note, evaluation) if evaluation else "Not evaluated yet.\n")
    parts.append(_use(note))
    path.write_text("\n".join(parts), encoding="utf-8")


def _head(gguf: Path, note: Mapping[str, Any]) -> str:
    made, shape = note["made_of"], note["shape"]
    what = "LoRA adapter" if "adapter" in made else "language model"
    rows = {
        "file": f"`{gguf.name}`, {note['bytes'] / 1e6:.1f} MB, sha256 `{note['sha256']}`",
        "parameters": f"{shape['parameters'] / 1e6:.2f}M",
        "shape": (
            f"{shape['layers']} layers × {shape['width']}, feed-forward {shape['feed_forward']}, "
            f"{shape['heads']} heads / {shape['kv_heads']} KV heads"
        ),
        "context": f"{shape['context']} tokens",
        "vocabulary": f"{shape['vocabulary']} tokens, byte-level BPE",
        "number format": made.get("kind", "f32"),
        "prompt profile": made.get("profile", "the base's"),
        "checkpoint": f"sha256 `{made['checkpoint']}`",
        "licence": LICENCE,
    }
    return f"# {made['name']}\n\nA {what} for Russian ads, made by `python -m training`.\n\n" + _table(rows)


def _makings(note: Mapping[str, Any]) -> str:
    training = note["training"]
    if training is None:
        return "## Training\n\nThis project did not train the checkpoint.\n"
    lines = ["## Training", "", f"`python -m training {training['step']}` on these files:", ""]
    lines += [f"- `{name}`, sha256 `{digest}`{_source(name)}" for name, digest in training["inputs"].items()]
    done = [
        f"{training['steps']} steps, {training['tokens'] / 1e6:.2f}M tokens." if "steps" in training else "",
        f"Unseen ads: {training['unseen_nats']:.3f} nats a character." if "unseen_nats" in training else "",
        f"Stopped {training['stopped']}: a snapshot of a longer run." if "stopped" in training else "",
        f"Unseen ads: {training['unseen_loss']:.3f} nats a token." if training.get("unseen_loss") else "",
    ]
    lines += ["", " ".join(filter(None, done)), "", "Recipe:", "", "```json"]
    lines += [json.dumps(training["recipe"], ensure_ascii=False, indent=1), "```", "", "Versions: "]
    lines[-1] += ", ".join(f"{name} {version}" for name, version in training["versions"].items()) + "."
    return "\n".join(lines) + "\n"


def _source(name: str) -> str:
    known = tomllib.loads(CORPORA.read_text(encoding="utf-8")).get(name.split(".")[0])
    return f": {known['source']}; {known['licence']}" if known else ""


def _parity(note: Mapping[str, Any]) -> str:
    parity = note["parity"]
    same = parity["strings"] - len(parity["different"])
    return (
        "## Parity with the checkpoint\n\n"
        f"Equal token ids for {same} of {parity['strings']} strings; the same most likely token at "
        f"{parity['agreement']:.2%} of {parity['positions']} positions; logits within "
        f"{parity['largest_difference']:.4f}.\n"
    )


def _figures(note: Mapping[str, Any], evaluation: Path) -> str:
    manifest, summary = read_json(evaluation / MANIFEST), read_json(evaluation / SUMMARY)
    if manifest is None or summary is None or note["sha256"] not in manifest["inputs"].values():
        raise StepFailed(f"{evaluation} holds no finished evaluation of this file")
    options = manifest["recipe"]
    briefs = summary["ads"] // options["count"]
    lines = [
        "## Figures",
        "",
        f"`python -m training evaluate`: {options['count']} first drafts for each of {briefs} briefs of "
        f"`validation.jsonl` (sha256 `{manifest['inputs']['validation.jsonl']}`), unrepaired, "
        f"{'with' if options['guarded'] else 'without'} the product's grammar and ban on figures. "
        "Shares of 1; `chrf` of 100; `unseen_nats` a character.",
        "",
        "| | |",
        "|---|---|",
        *_rows(summary),
        "",
        "| platform | ads | all facts kept | with invented figures | form holds |",
        "|---|---:|---:|---:|---:|",
    ]
    for platform, one in summary["platforms"].items():
        shares = (one["ads_with_all_facts"], one["ads_with_invented"], one["format_ok"])
        lines.append(
            f"| {platform} | {one['ads']} | " + " | ".join(f"{share:.2f}" for share in shares) + " |"
        )
    return "\n".join(lines) + "\n"


def _rows(summary: Mapping[str, Any]) -> Iterator[str]:
    for name, value in summary.items():
        if isinstance(value, int | float):
            arrow = " ↑" if name in HIGHER_IS_BETTER else " ↓" if name in LOWER_IS_BETTER else ""
            yield f"| {name}{arrow} | {value:.3f} |" if isinstance(value, float) else f"| {name} | {value} |"


def _use(note: Mapping[str, Any]) -> str:
    """What a model of this size is for: the same words for every model that this project trains."""
    size = note["shape"]["parameters"] / 1e6
    return (
        "## Intended use and limits\n\n"
        "Drafts of Russian ads inside Copydesk, which restores the facts, checks every text and shows what "
        "it finds; a person publishes. It answers the one prompt form that it was taught "
        "(`copywriting/masked.py`) and is no assistant: it follows no free instructions and knows nothing "
        f"of the world. With {size:.1f}M parameters it recombines what it has read: unusual products get "
        "general words, and a sentence can be grammatical and mean nothing. No personal data was used: "
        "people, prices and contacts of the dataset are invented.\n"
    )


def _table(rows: Mapping[str, str]) -> str:
    return "| | |\n|---|---|\n" + "".join(f"| {name} | {value} |\n" for name, value in rows.items())
