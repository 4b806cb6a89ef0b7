"""Recipes of seconds."""

from training.recipe import CorpusFile, NanoRecipe, OptimizerRecipe, Shape, Stage, TokenizerRecipe


def tiny_recipe(steps: int = 15) -> NanoRecipe:
    """A model of 100 thousand parameters, both stages, schedules by steps alone."""
    return NanoRecipe(
        name="tiny",
        shape=Shape(layers=2, width=64, feed_forward=128, heads=2, kv_heads=1, context=512),
        tokenizer=TokenizerRecipe(vocabulary=640, sample_megabytes=1),
        corpus=(CorpusFile(name="text.txt", weight=1, megabytes=1),),
        optimizer=OptimizerRecipe(),
        stages=(
            Stage(
                name="language",
                steps=steps,
                learning_rate=3e-3,
                warmup_steps=2,
                corpus_tokens=128,
                pair_tokens=512,
                window=64,
                loss_on_ad_only=False,
            ),
            Stage(name="craft", steps=steps, learning_rate=1e-3, warmup_steps=1, pair_tokens=512),
        ),
        validation_pairs=2,
    )
