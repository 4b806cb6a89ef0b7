"""From a seed to a chosen ad, and back to the brief."""

import pytest

from storage.records import BriefId
from storage.variants import Variants
from tests.conversation.conftest import Running
from tests.conversation.steps import SEED, form, labelled, tap, variant
from tests.people import Person

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]

FORM = form("Вариантов: 2")


async def test_a_newcomer_gets_from_a_seed_to_a_chosen_ad_in_three_presses(
    anna: Person, bot: Running
) -> None:
    card = await anna.ask(SEED)
    assert SEED in card.formatted("expandable_blockquote")

    await tap(anna, "Анонсировать вебинар")
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 4 из 4")
    await anna.click("Выбрать", of=last)

    marked = await variant(anna, "Выбрано")
    assert marked.button("Выбрано").disabled
    assert marked.button("Вариант 4 из 4")
    stored = await Variants(bot.database).of_brief(BriefId(1))
    assert [one.chosen for one in stored] == [False, False, False, True]
    assert marked.text == stored[-1].text


async def test_the_notice_is_gone_when_the_variants_are_there(anna: Person) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 2 из 2")

    await anna.until(lambda screen: not any("Остановить" in one.labels for one in screen.said))

    assert anna.draft is None


async def test_the_choice_can_be_moved(anna: Person) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 2 из 2")
    first = await variant(anna, "Вариант 1 из 2")

    saved = await anna.click("Выбрать", of=first)
    await anna.until(lambda screen: [one.id for one in labelled(screen, "Показать")] == [last.id])
    await anna.click("Показать", of=last)
    await anna.until(lambda screen: last.id in [one.id for one in labelled(screen, "✅ Выбрать")])
    moved = await anna.click("Выбрать", of=last)

    assert (saved.text, moved.text) == ("Выбор сохранён.", "Выбор перенесён сюда.")
    await anna.until(lambda screen: [one.id for one in labelled(screen, "Выбрано")] == [last.id])
    await anna.until(lambda screen: [one.id for one in labelled(screen, "Показать")] == [first.id])


async def test_a_variant_tells_where_it_came_from_and_what_the_checks_found(anna: Person) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    first = await variant(anna, "Вариант 1 из 2")
    await variant(anna, "Вариант 2 из 2")

    await tap(anna, "Вариант 1 из 2")
    origin = await anna.sees("Из чего написан вариант")
    assert "собрать регистрации" in origin.text
    await anna.click("Скрыть", of=origin)
    await anna.until(lambda screen: origin.id not in [one.id for one in screen.said])

    shown = await anna.click("объём", of=first)
    assert "Проверка" in shown.text or await anna.sees("Проверка")


async def test_more_variants_are_not_the_same_again(anna: Person, bot: Running) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 2 из 2")

    answer = await anna.click("Ещё варианты", of=last)
    assert answer.text == "Пишу ещё."
    await anna.until(lambda screen: len(labelled(screen, "Вариант 2 из 2")) == 2)

    written = await Variants(bot.database).of_brief(BriefId(1))
    assert len({one.text for one in written}) == 4
    assert {one.angle for one in written[:2]} != {one.angle for one in written[2:]}


async def test_the_brief_comes_back_and_remembers_what_was_used_last(anna: Person) -> None:
    await anna.ask(FORM)
    await tap(anna, "Площадка")
    await tap(anna, "Пост ВКонтакте")
    await tap(anna, "Тон")
    await tap(anna, "Экспертный")
    await anna.sees("Тон: экспертный")
    await tap(anna, "Сгенерировать")
    last = await variant(anna, "Вариант 2 из 2")

    await anna.click("Бриф", of=last)
    card = (await anna.until(lambda screen: labelled(screen, "Сгенерировать")))[-1]
    assert "Площадка: Пост ВКонтакте" in card.text

    new_card = await anna.ask("Курс повышения квалификации для инженеров, 72 часа, очно, Саров")
    assert "Пост ВКонтакте" in new_card.text
    assert "Тон: экспертный" in new_card.text
    assert "Вариантов: 2" in new_card.text


async def test_structured_ads_are_shown_in_fields_that_can_be_copied(anna: Person) -> None:
    await anna.ask(f"{SEED}\nЗадача: собрать регистрации\nПлощадка: директ\nВариантов: 1")
    await tap(anna, "Сгенерировать")

    ad = await variant(anna, "Вариант 1 из 1")

    assert "Заголовок" in ad.text
    assert "/56)" in ad.text
    copy = next(button for button in ad.buttons if button.copy_text)
    await anna.click(copy.text, of=ad)
    assert anna.clipboard in ad.text
    assert "(" not in anna.clipboard[-7:]
