"""From a seed to a chosen ad."""

import pytest

from tests.people import Person

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]

SEED = (
    "Бесплатный вебинар по пакету «Логос» 24 апреля в 15:00 мск, 60 минут и 30 минут на вопросы. "
    "Разберём перенос расчётной модели из зарубежного пакета. Регистрация: logos-cae.ru/apr24"
)


async def test_a_newcomer_gets_from_a_seed_to_a_chosen_ad(anna: Person) -> None:
    card = await anna.ask(SEED)
    assert SEED[:40] in card.text
    assert card.formatted("expandable_blockquote")

    await anna.click("Анонсировать вебинар")
    await anna.sees("Задача: Анонсировать вебинар")
    await anna.click("Сгенерировать")
    last = await anna.until(
        lambda screen: [one for one in screen.said if "Вариант 4 из 4" in str(one.labels)]
    )
    print(anna.screen.transcript())
