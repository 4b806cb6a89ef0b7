"""``pretrain``: tokenizer, nano model and its training, from a corpus and the dataset to a checkpoint."""

import itertools
import logging
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast

from copywriting.masking import MASK_TOKENS
from copywriting.platforms import Platform
from training.briefs import dataset_platforms
from training.corpus import Corpus, Tokens, read_documents, tokenize_documents
from training.dataset import AdRecord, read_records
from training.manifest import Work
from training.model import build_model
from training.pairs import Drawing, Pairs, collate, draw_pair, encode, fill, unseen_pairs
from training.recipe import NanoRecipe
from training.tokenizer import load_tokenizer, train_tokenizer
from training.trainer import Sources, Trainer

log = logging.getLogger(__name__)
MODEL = "model"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where ``pretrain`` reads."""

    corpus: Path
    train: Path
    validation: Path
    platforms: Path

    def files(self, recipe: NanoRecipe) -> list[Path]:
        corpus = [self.corpus / file.name for file in recipe.corpus]
        return [self.train, self.validation, self.platforms, *corpus]


def pretrain(recipe: NanoRecipe, inputs: Inputs, folder: Path) -> Path:
    """Train until done and return ``folder/model``; started again after an interruption it goes on."""
    model_folder = folder / MODEL
    work = Work(folder, "pretrain", recipe, inputs.files(recipe))
    if not work.begin():
        return model_folder
    torch.set_num_threads(recipe.threads)
    records, unseen = read_records(inputs.train), read_records(inputs.validation)
    platforms = dataset_platforms(inputs.platforms)
    tokenizer = _tokenizer(recipe, inputs, records, platforms, folder)
    model = build_model(recipe.shape, tokenizer, recipe.seed)
    if torch.cuda.is_available():
        model.cuda()
    log.info("%.2fM parameters", model.num_parameters() / 1e6)
    sources = _sources(recipe, inputs, tokenizer, (records, unseen), platforms, folder)
    trainer = Trainer(model, sources, recipe, folder)
    trainer.run()
    model.save_pretrained(model_folder)
    tokenizer.save_pretrained(model_folder)
    done = trainer.progress
    work.finish((MODEL,), tokens=done.tokens, steps=done.total_steps, unseen_nats=done.best)
    return model_folder


def _sources(
    recipe: NanoRecipe,
    inputs: Inputs,
    tokenizer: PreTrainedTokenizerFast,
    data: tuple[Sequence[AdRecord], Sequence[AdRecord]],
    platforms: Mapping[str, Platform],
    folder: Path,
) -> Sources:
    records, unseen = data
    pairs = {
        stage.name: Pairs(
            records, tokenizer, Drawing(platforms, stage.raw_share, stage.substitute_share), recipe.seed
        )
        for stage in recipe.stages
    }
    held_out = unseen_pairs(unseen, platforms)[: recipe.validation_pairs]
    examples = sorted(encode(held_out, tokenizer), key=lambda example: len(example[0]))
    batches = [collate(rows) for rows in fill(examples, tokens=4096)]
    characters = sum(pair.characters for pair in held_out)
    return Sources(_corpus(recipe, inputs, tokenizer, folder), pairs, batches, characters)


def _tokenizer(
    recipe: NanoRecipe,
    inputs: Inputs,
    records: Sequence[AdRecord],
    platforms: Mapping[str, Platform],
    folder: Path,
) -> PreTrainedTokenizerFast:
    place = folder / "tokenizer"
    if not (place / "tokenizer.json").exists():
        texts = itertools.chain(_sample(recipe, inputs), _dataset_texts(records, platforms))
        tokenizer = train_tokenizer(texts, recipe.tokenizer.vocabulary, MASK_TOKENS)
        tokenizer.save_pretrained(place)
    return load_tokenizer(place)


def _sample(recipe: NanoRecipe, inputs: Inputs) -> Iterator[str]:
    total = sum(file.weight for file in recipe.corpus)
    for file in recipe.corpus:
        share = recipe.tokenizer.sample_megabytes * file.weight / total
        yield from read_documents(inputs.corpus / file.name, share, recipe.seed)


def _dataset_texts(records: Sequence[AdRecord], platforms: Mapping[str, Platform]) -> Iterator[str]:
    """Briefs and ads, masked, as the model will meet them."""
    draw = random.Random(0)  # noqa: S311 - variety, not secrecy
    drawing = Drawing(platforms)
    for record in records:
        for variant in record.variants:
            pair = draw_pair(record, variant, drawing, draw)
            if pair:
                yield pair.answer
        yield "\n".join(record.wordings)


def _corpus(
    recipe: NanoRecipe, inputs: Inputs, tokenizer: PreTrainedTokenizerFast, folder: Path
) -> Corpus | None:
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
