import io
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from documents.charts import ChartWords, UsageDay, usage_chart

WORDS = ChartWords("Копирайт за $июль$", "Брифы", "Варианты", "Выбрано", "Пока пусто")


@pytest.mark.parametrize("days", [0, 1, 90])
def test_the_chart_is_a_picture_of_one_size(days: int) -> None:
    rows = [UsageDay(date(2026, 7, 1) + timedelta(n), n, 4 * n, n // 2) for n in range(days)]

    height, width, _ = imread(io.BytesIO(usage_chart(rows, WORDS)), format="png").shape

    assert (width, height) == (960, 540)


def test_the_bars_are_as_high_as_their_numbers() -> None:
    row = UsageDay(date(2026, 7, 1), briefs=5, variants=20, chosen=10)
    picture = imread(io.BytesIO(usage_chart([row], WORDS)), format="png")

    areas = [_area(picture[:490], colour) for colour in ("#9bb8d9", "#3c6fb0", "#2e9e6b")]

    assert [round(area / areas[0]) for area in areas] == [1, 4, 2]


def test_every_letter_has_a_glyph(recwarn: pytest.WarningsRecorder) -> None:
    usage_chart([UsageDay(date(2026, 7, 1), 1, 1, 1)], WORDS)

    assert not [warning for warning in recwarn if "Glyph" in str(warning.message)]


def _area(picture: Any, colour: str) -> int:
    return int(np.isclose(picture[..., :3], to_rgb(colour), atol=0.01).all(axis=-1).sum())
