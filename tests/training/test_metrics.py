import pytest

pytest.importorskip("transformers", reason="the training extra is not installed")

from pathlib import Path

from tests.training.test_faults import record
from training.briefs import dataset_platforms
from training.compare import table, worse
from training.metrics import COPY, repeated_share, score, summarise, word_grams


def test_facts_and_invented_figures_are_counted(platforms_file: Path) -> None:
    ad = "Встреча 6 декабря, 99 мест"
    one = score(ad, record(ad), dataset_platforms(platforms_file)["sms"], frozenset(), ended=True)

    assert (one.kept, one.facts, one.invented, one.figures) == (1, 2, 1, 2)


@pytest.mark.parametrize("left", ["⟦Q1⟧", "<|im_end|>", "«»"])
def test_what_a_reader_must_never_see_is_a_marker(left: str, platforms_file: Path) -> None:
    ad = f"Встреча {left} 6 декабря: vk.cc/abc"

    assert score(ad, record(ad), dataset_platforms(platforms_file)["sms"], frozenset(), ended=True).marked


def test_a_copy_of_a_training_ad_is_noticed(platforms_file: Path) -> None:
    ad = "раз два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать"
    known = word_grams(f"Начало {ad} конец", COPY)

    assert score(ad, record(ad), dataset_platforms(platforms_file)["sms"], known, ended=True).copied


def test_a_loop_is_repetition() -> None:
    assert repeated_share("мы ждём вас мы ждём вас мы ждём вас", 3) > 0.5
    assert repeated_share("каждое слово здесь стоит один раз", 3) == 0


def test_no_ads_make_a_summary_of_zeros() -> None:
    assert summarise([]).facts_kept == 0


def test_equal_is_not_worse_and_directions_are_minded() -> None:
    names = ["facts_kept", "ads_with_all_facts", "format_ok", "ended", "chrf", "figures_invented"]
    names += [
        "ads_with_invented",
        "ads_with_markers",
        "repeated",
        "copied",
        "unseen_nats",
        "neutral_nats",
        "general",
    ]
    old = dict.fromkeys(names, 0.5)

    assert worse(old, old) == ()
    assert worse(old | {"chrf": 0.4, "repeated": 0.4}, old) == ("chrf",)
    assert worse(old | {"unseen_nats": 0.6}, old) == ("unseen_nats",)


def test_the_best_of_a_row_is_bold() -> None:
    names = ["facts_kept", "ads_with_all_facts", "format_ok", "ended", "chrf", "figures_invented"]
    names += [
        "ads_with_invented",
        "ads_with_markers",
        "repeated",
        "copied",
        "unseen_nats",
        "neutral_nats",
        "general",
    ]
    names += ["megabytes", "tokens_per_second", "megabytes_at_peak", "characters_per_token"]
    rows = {"old": dict.fromkeys(names, 0.5), "new": dict.fromkeys(names, 0.5) | {"unseen_nats": 0.25}}

    assert "| unseen_nats ↓ | 0.500 | **0.250** |" in table(rows)
