"""``pretrain``: tokenizer, nano model and its training, from a corpus folder and the dataset to a checkpoint folder."""

import itertools
import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from copywriting.masking import PLACEHOLDERS
from transformers import PreTrainedTokenizerFast

from training.corpus import Corpus, Tokens, read_documents, tokenize_documents
from training.dataset import AdRecord, read_records
from training.manifest import is_done, write_manifest
from training.model import build_model
from training.names import platform_names
from training.pairs import Drawing, Pair, Pairs, collate, draw_pair, encode, fill
from training.recipe import NanoRecipe
from training.tokenizer import load_tokenizer, train_tokenizer
from training.trainer import Sources, Trainer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where ``pretrain`` reads."""

    corpus: Path
    train: Path
    validation: Path
    platforms: Path


def pretrain(recipe: NanoRecipe, inputs: Inputs, folder: Path) -> Path:
    """Train until done and return ``folder/model``; started again after an interruption it goes on."""
    model_folder = folder / "model"
    if is_done(folder):
        return model_folder
    torch.set_num_threads(recipe.threads)
    folder.mkdir(parents=True, exist_ok=True)
    records, unseen = read_records(inputs.train), read_records(inputs.validation)
    names = platform_names(inputs.platforms)
    tokenizer = _tokenizer(recipe, inputs, records, names, folder)
    model = build_model(recipe.shape, tokenizer, recipe.seed)
    log.info("%.2fM parameters", model.num_parameters() / 1e6)
    sources = _sources(recipe, inputs, tokenizer, (records, unseen), names, folder)
    trainer = Trainer(model, sources, recipe, folder)
    trainer.run()
    model.save_pretrained(model_folder)
    tokenizer.save_pretrained(model_folder)
    facts = {"tokens": trainer.progress.tokens, "steps": trainer.progress.total_steps, "best": trainer.progress.best}
    corpus = [inputs.corpus / file.name for file in recipe.corpus]
    write_manifest(
        folder,
        "pretrain",
        recipe=recipe,
        inputs=[inputs.train, inputs.validation, inputs.platforms, *corpus],
        outputs=[model_folder],
        **facts,
    )
    return model_folder


def _sources(
    recipe: NanoRecipe,
    inputs: Inputs,
    tokenizer: PreTrainedTokenizerFast,
    data: tuple[Sequence[AdRecord], Sequence[AdRecord]],
    names: dict[str, str],
    folder: Path,
) -> Sources:
    records, unseen = data
    pairs = {
        stage.name: Pairs(records, tokenizer, Drawing(names, raw_share=stage.raw_share), recipe.seed)
        for stage in recipe.stages
    }
    held_out = unseen_pairs(unseen, names)[: recipe.validation_pairs]
    examples = sorted(encode(held_out, tokenizer), key=lambda example: len(example[0]))
    batches = [collate(rows) for rows in fill(examples, tokens=4096)]
    characters = sum(len(pair.answer) for pair in held_out)
    return Sources(_corpus(recipe, inputs, tokenizer, folder), pairs, batches, characters)


def unseen_pairs(records: Sequence[AdRecord], names: dict[str, str]) -> list[Pair]:
    """The first ad of every brief in its first wording, always the same ones."""
    drawing = Drawing(names, drop_share=0.0)
    draw = random.Random(0)
    firsts = [record.model_copy(update={"seeds": ()}) for record in records]
    drawn = [draw_pair(record, record.variants[0], drawing, draw) for record in firsts]
    return [pair for pair in drawn if pair]


def _tokenizer(
    recipe: NanoRecipe, inputs: Inputs, records: Sequence[AdRecord], names: dict[str, str], folder: Path
) -> PreTrainedTokenizerFast:
    place = folder / "tokenizer"
    if not (place / "tokenizer.json").exists():
        texts = itertools.chain(_sample(recipe, inputs), _dataset_texts(records, names))
        tokenizer = train_tokenizer(texts, recipe.tokenizer.vocabulary, PLACEHOLDERS)
        tokenizer.save_pretrained(place)
    return load_tokenizer(place)


def _sample(recipe: NanoRecipe, inputs: Inputs) -> Iterator[str]:
    total = sum(file.weight for file in recipe.corpus)
    for file in recipe.corpus:
        share = recipe.tokenizer.sample_megabytes * file.weight / total
        yield from read_documents(inputs.corpus / file.name, share, recipe.seed)


def _dataset_texts(records: Sequence[AdRecord], names: dict[str, str]) -> Iterator[str]:
    """Briefs and ads, masked, as the model will meet them."""
    draw = random.Random(0)
    drawing = Drawing(names)
    for record in records:
        for variant in record.variants:
            pair = draw_pair(record, variant, drawing, draw)
            if pair:
                yield pair.answer
        yield "\n".join(record.wordings)


def _corpus(recipe: NanoRecipe, inputs: Inputs, tokenizer: PreTrainedTokenizerFast, folder: Path) -> Corpus | None:
    rows: list[Tokens] = []
    for file in recipe.corpus:
        cache = folder / f"{file.name.split('.')[0]}.npy"
        if not cache.exists():
            documents = read_documents(inputs.corpus / file.name, file.megabytes, recipe.seed)
            fresh = cache.with_suffix(".part.npy")
            np.save(fresh, tokenize_documents(documents, tokenizer))
            fresh.replace(cache)
        rows.append(np.load(cache))
        log.info("%s: %.2fM tokens", file.name, len(rows[-1]) / 1e6)
    return Corpus(rows, recipe.corpus, recipe.seed) if rows else None
