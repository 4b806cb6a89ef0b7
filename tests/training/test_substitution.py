"""Other facts in a brief and its ads, the same ones everywhere."""

import random
import re

import pytest

pytest.importorskip("sklearn", reason="the training extra is not installed")

from training.briefs import dataset_platforms
from training.dataset import AdRecord
from training.faults import faults
from training.substitution import Substitution, substituted


def test_ads_of_substituted_briefs_keep_their_new_facts_and_invent_none(
    records: tuple[AdRecord, ...], platforms_file: object
) -> None:
    platforms = dataset_platforms(platforms_file)  # type: ignore[arg-type]
    draw = random.Random(1)
    others = [substituted(record, draw) for record in records]

    ads = [(record, ad) for record in others for ad in record.variants]
    unfit = [ad for record, ad in ads if any(faults(record, ad, platforms[record.platform], 0.6))]
    assert len(unfit) < 0.06 * len(ads)


def test_facts_are_other_ones(records: tuple[AdRecord, ...]) -> None:
    other = substituted(records[0], random.Random(1))

    assert other.facts != records[0].facts
    assert other.seed != records[0].seed


def test_one_fact_is_one_other_fact_in_all_texts() -> None:
    other = Substitution(random.Random(3))

    brief = other.apply("6 декабря в 15:00, Казань, 12 500 ₽, zavod.ru/den")
    ad = other.apply("Ждём 6 декабря в Казани! Начало в 15:00, цена 12 500 ₽: zavod.ru/den")

    for fact in re.findall(r"\d+ [а-я]+(?=[ !])|\d\d:\d\d|\d+ \d{3}|[\w.-]+\.ru\S*", ad):
        assert fact in brief
    city = re.search(r"[А-Я]\w+и(?=!)", ad)
    assert city is not None
    assert city[0][:-1] in brief


def test_a_number_keeps_the_noun_form_after_it() -> None:
    drawn = [Substitution(random.Random(seed)).apply("2 дня, 21 рубль, 300 рублей") for seed in range(20)]

    assert all(re.fullmatch(r"[234] дня, \d?1 рубль, \d{3} рублей", text) for text in drawn)


def test_titles_of_a_form_keep_their_numbers() -> None:
    assert Substitution(random.Random(1)).apply("Заголовок 2: Курс").startswith("Заголовок 2:")
