"""/settings, the menu of commands, /help, /cancel."""

import pytest

from storage.records import Role, Streaming, UserId
from storage.users import Users
from tests.conversation.conftest import Running
from tests.conversation.steps import SEED, form, tap, variant
from tests.people import Person, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.engine
async def test_a_new_brief_begins_with_what_the_settings_say(anna: Person) -> None:
    """Анна настраивает бота под себя, и следующий бриф уже такой."""
    settings = await anna.ask("/settings")
    assert "Площадка: Пост в Telegram-канале" in settings.text
    await tap(anna, "📣 Площадка")
    await anna.sees("На какой площадке")
    await tap(anna, "Пост ВКонтакте")
    await anna.sees("Площадка: Пост ВКонтакте")
    await tap(anna, "🎭 Тон")
    await tap(anna, "С юмором")
    await anna.sees("Тон: с юмором")
    await tap(anna, "🔢 Вариантов")
    await tap(anna, "2")
    await anna.sees("Вариантов: 2")

    card = await anna.ask(form())

    assert "Площадка: Пост ВКонтакте" in card.text
    assert "Тон: с юмором" in card.text
    await tap(anna, "Сгенерировать")
    assert await variant(anna, "Вариант 2 из 2")


async def test_the_settings_are_one_message_that_turns_its_pages(anna: Person) -> None:
    settings = await anna.ask("/settings")

    for page in ("📣 Площадка", "🎭 Тон", "🔢 Вариантов", "👀 Показ"):
        await tap(anna, page)
        await tap(anna, "Назад")
    await anna.sees("С этого начинается новый бриф")

    assert [one.id for one in anna.said] == [settings.id]
    assert anna.last.text == settings.text


async def test_the_current_choice_is_marked(anna: Person) -> None:
    await anna.ask("/settings")
    await tap(anna, "👀 Показ")

    await tap(anna, "Сразу готовые")
    await tap(anna, "👀 Показ")

    assert "✓ Сразу готовые" in (await anna.sees("Как показывать")).labels


@pytest.mark.engine
async def test_who_wants_finished_texts_only_sees_no_draft(anna: Person, bot: Running, town: Town) -> None:
    await anna.ask("/settings")
    await tap(anna, "👀 Показ")
    await tap(anna, "Сразу готовые")
    await anna.sees("варианты приходят сразу готовыми")

    await anna.ask(form("Вариантов: 1"))
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 1 из 1")

    assert await town.calls("sendMessageDraft", of=anna) == []
    stored = await Users(bot.database).get(UserId(101))
    assert stored is not None
    assert stored.streaming is Streaming.OFF


@pytest.mark.parametrize(
    "data",
    [
        "prefer:platform:pigeon",
        "prefer:tone:злой",
        "prefer:variants:7",
        "prefer:variants:0",
        "prefer:variants:x",
        "prefer:streaming:film",
        "prefer:weather:sun",
        "setting:weather",
    ],
)
async def test_forged_settings_change_nothing(anna: Person, bot: Running, data: str) -> None:
    settings = await anna.ask("/settings")
    before = await Users(bot.database).get(UserId(101))

    answer = await anna.press_data(data, settings.id)

    assert answer.text == "Эта кнопка больше не работает."
    assert await Users(bot.database).get(UserId(101)) == before


async def test_settings_are_everybodys_own(anna: Person, boris: Person) -> None:
    await anna.ask("/settings")
    await tap(anna, "🔢 Вариантов")
    await tap(anna, "6")
    await anna.sees("Вариантов: 6")

    assert "Вариантов: 4" in (await boris.ask("/settings")).text


async def test_the_menu_of_commands_depends_on_the_role(anna: Person, admin: Person) -> None:
    await anna.ask("/help")
    await admin.until(lambda screen: "admin" in screen.commands)

    assert "admin" not in anna.screen.commands
    assert {"new", "history", "favorites", "export", "settings", "help", "cancel", "privacy"} <= set(
        anna.screen.commands
    )
    assert set(anna.screen.commands) < set(admin.screen.commands)


async def test_help_names_every_command_of_the_menu(anna: Person) -> None:
    help_ = (await anna.ask("/help")).text

    missing = [name for name in anna.screen.commands if f"/{name}" not in help_ and name != "help"]

    assert missing == []
    assert "@copydesk" in help_.lower() or "@" in help_


async def test_cancel_lets_go_of_the_question_for_a_task(anna: Person) -> None:
    await anna.ask(SEED)

    assert "Отменил" in (await anna.ask("/cancel")).text
    assert "Отменять нечего" in (await anna.ask("/cancel")).text


async def test_an_admin_of_today_gets_the_menu_today(anna: Person, bot: Running) -> None:
    from handlers import commands

    await anna.ask("/help")
    await commands.for_role(bot.means.bot, UserId(101), Role.ADMIN)
    await anna.until(lambda screen: "admin" in screen.commands)

    await commands.for_role(bot.means.bot, UserId(101), Role.STAFF)

    await anna.until(lambda screen: "admin" not in screen.commands)
