"""What the bundled model takes."""

from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="the training extra is not installed")

from training.costs import measure

MODEL = Path(__file__).parents[2] / "models" / "nano.gguf"


@pytest.mark.engine
def test_the_bundled_model_is_measured_by_itself() -> None:
    costs = measure(MODEL, ["Приходите на вебинар о насосах для электростанций."], tokens=8)

    assert costs.vocabulary == 6144
    assert 1 < costs.characters_per_token < 10
    assert costs.tokens_per_second > 1
    assert costs.megabytes_at_peak > costs.megabytes
