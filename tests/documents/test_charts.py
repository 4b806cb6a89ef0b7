import io
from datetime import date, timedelta

import pytest
from matplotlib.image import imread

from documents.charts import ChartWords, UsageDay, usage_chart

WORDS = ChartWords("Копирайт за $июль$", "Брифы", "Варианты", "Выбрано", "Пока пусто")


@pytest.mark.parametrize("days", [0, 1, 90])
def test_the_chart_is_a_picture_of_one_size(days: int) -> None:
    rows = [UsageDay(date(2026, 7, 1) + timedelta(n), n, 4 * n, n // 2) for n in range(days)]

    height, width, _ = imread(io.BytesIO(usage_chart(rows, WORDS)), format="png").shape

    assert (width, height) == (960, 540)


def test_the_bars_are_in_the_picture() -> None:
    row = UsageDay(date(2026, 7, 1), 3, 12, 2)
    quiet = UsageDay(date(2026, 7, 1), 0, 0, 0)

    assert usage_chart([row], WORDS) != usage_chart([quiet], WORDS)


def test_every_letter_has_a_glyph(recwarn: pytest.WarningsRecorder) -> None:
    usage_chart([UsageDay(date(2026, 7, 1), 1, 1, 1)], WORDS)

    assert not [warning for warning in recwarn if "Glyph" in str(warning.message)]
