"""What is made of measurements, and that they can be made."""

from pathlib import Path

import pytest

from inference.synthetic.model import build
from inference.synthetic.quantisations import QUANTISATIONS
from inference.synthetic.shapes import SHAPES
from inference.synthetic.vocabulary import byte_vocabulary
from inference.tune import Rates, best_chunk, best_sequences, best_threads, measure, thread_choices


def rates(four: float, prompt: float = 100.0) -> Rates:
    return Rates({1: four / 2, 4: four}, {128: prompt})


def test_threads_are_tried_up_to_the_logical_ones() -> None:
    assert thread_choices(physical=4, logical=8) == (1, 2, 4, 8)
    assert thread_choices(physical=1, logical=1) == (1,)


def test_the_fewest_threads_near_the_fastest_win() -> None:
    assert best_threads({1: rates(20, 20), 2: rates(40, 60), 4: rates(41, 61)}) == 2


def test_a_chunk_never_stalls_running_texts_for_long() -> None:
    slow = Rates({4: 10.0}, {32: 100.0, 64: 150.0, 128: 200.0, 256: 220.0})

    assert best_chunk(slow) == 64


def test_a_slow_machine_gets_the_smallest_chunk() -> None:
    assert best_chunk(Rates({4: 1.0}, {32: 5.0, 64: 5.0})) == 32


def test_sequences_that_bring_nothing_are_not_used() -> None:
    assert best_sequences(Rates({1: 10, 2: 15, 4: 30, 8: 45, 12: 46, 16: 47}, {32: 1.0})) == 8


def test_a_job_has_at_least_its_variants() -> None:
    assert best_sequences(Rates({1: 10, 2: 10, 4: 10}, {32: 1.0})) == 4


@pytest.mark.engine
@pytest.mark.parametrize("quantisation", QUANTISATIONS)
def test_a_random_model_of_every_quantisation_can_be_measured(quantisation: str, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    build(path, SHAPES["nano"], QUANTISATIONS[quantisation], byte_vocabulary())

    measured = measure(path, threads=1, budget=0.01)

    assert measured.job_seconds() > 0
