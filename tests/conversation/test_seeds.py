"""What people send: whole, in parts, in files, in the wrong form."""

from pathlib import Path

import pytest

from bot import demo
from bot.settings import Settings
from bot.wiring import Knowledge
from copywriting.brief import Brief, PlatformSlug, Tone
from handlers import texts
from inference.contract import Engine
from sandbox.server import Sandbox
from storage.briefs import Briefs
from storage.database import Database
from storage.records import BriefId, ChatId, UserId
from storage.users import Users
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.steps import SEED, form, labelled, tap, variant
from tests.people import Person, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def seed_of(bot: Running, number: int) -> str:
    stored = await Briefs(bot.database).get(BriefId(number))
    assert stored is not None
    return stored.brief.seed


async def test_the_task_may_be_in_own_words(anna: Person) -> None:
    await anna.ask(SEED)
    await anna.send("Собрать заявки на пилот <b>до пятницы</b>")

    card = await anna.sees("Задача: Собрать заявки на пилот <b>до пятницы</b>")

    assert "✨ Сгенерировать" in card.labels


async def test_a_forwarded_post_is_a_seed_also_while_a_task_is_awaited(anna: Person, bot: Running) -> None:
    await anna.ask(SEED)
    await anna.forward("«Росатом» представит на выставке новые решения для умного города")

    card = await anna.sees("похоже на новый исходный текст")

    assert "умного города" in card.text
    assert await seed_of(bot, 1) == SEED


async def test_a_paste_that_the_client_cut_is_one_seed(anna: Person, bot: Running) -> None:
    paste = "\n".join(
        f"{number}. Пункт программы вебинара по «Логосу», важный и длинный" for number in range(200)
    )
    assert len(paste) > 2 * 4096

    await anna.send(paste)

    await anna.sees("Текст длиннее, чем прочтёт модель")
    assert (await seed_of(bot, 1)).split() == paste.split()
    assert len(anna.said) == 1


@pytest.mark.parametrize("text", ["Логос", "🚀🚀🚀", ".", "Два слова"])
async def test_too_little_to_write_from_is_said_to_be_so(anna: Person, text: str) -> None:
    answer = await anna.ask(text)

    assert "Этого мало" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "<b>Вебинар</b> <script>alert(1)</script> & <i>скидка 15 %",
        "**Вебинар** _по_ `Логосу` [ссылка](http://a.b) завтра",
        "Вебинар 🚀🎉 для инженеров 👩‍💻 завтра в 15:00 🕒",
        "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u202eвебинар\u202c завтра",
    ],
)
async def test_any_writing_is_shown_as_it_was_sent(anna: Person, text: str) -> None:
    card = await anna.ask(text)

    assert card.formatted("expandable_blockquote") == [text.replace("\u202e", "")]


async def test_a_task_without_a_text_asks_for_the_text(anna: Person) -> None:
    answer = await anna.ask("Задача: собрать заявки")

    assert "не вижу исходного текста" in answer.text


async def test_what_the_form_says_wrong_is_answered_on_the_card(anna: Person) -> None:
    card = await anna.ask(form("Площадка: голубиная почта", "Вариантов: сто"))

    assert "Площадку «голубиная почта» не знаю" in card.text
    assert "от 1 до 6" in card.text
    assert "✨ Сгенерировать" in card.labels


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("photo", "Текст с картинок"),
        ("sticker", "стикер"),
        ("voice", "Голосовые"),
        ("video", "Голосовые и видео"),
        ("location", "не умею"),
        ("contact", "не умею"),
        ("poll", "не умею"),
        ("dice", "не умею"),
    ],
)
async def test_every_other_kind_of_message_gets_a_polite_answer(anna: Person, kind: str, answer: str) -> None:
    said = await anna.reply_after(await anna.send_kind(kind))

    assert answer in said.text


async def test_a_photo_with_a_caption_is_a_seed(anna: Person, bot: Running) -> None:
    await anna.send_photo(caption=SEED)

    await anna.sees("Бриф")

    assert await seed_of(bot, 1) == SEED


async def test_a_text_file_is_a_seed_and_its_caption_may_hold_the_form(anna: Person, bot: Running) -> None:
    await anna.send_document("заметки.TXT", SEED.encode("cp1251"), caption="Задача: анонс\nТон: деловой")

    card = await anna.sees("Бриф")

    assert "Задача: анонс" in card.text
    assert await seed_of(bot, 1) == SEED


async def test_an_edited_message_asks_for_a_new_one(anna: Person) -> None:
    message = await anna.send(SEED)
    await anna.sees("Бриф")

    await anna.edit(message, f"{SEED}!")

    await anna.sees("Правку отправленного сообщения")


async def test_commands_explain_the_bot(anna: Person) -> None:
    assert "✍️ Новый текст" in (await anna.ask("/start")).labels
    assert "Как пользоваться" in (await anna.ask("/help")).text
    assert "внутри самого бота" in (await anna.ask("/privacy")).text
    assert "Пришлите исходный текст" in (await anna.ask("/new")).text
    assert "Отменять нечего" in (await anna.ask("/cancel")).text
    assert "Такой команды нет" in (await anna.ask("/settings2")).text
    assert anna.screen.commands == tuple(name for name, _ in texts.start.COMMANDS)


async def test_a_brief_left_without_its_card_by_a_crash_gets_it_at_the_next_start(
    sandbox: Sandbox, town: Town, model: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    path, settings = tmp_path / "left.sqlite3", Settings(_env_file=None)
    brief = Brief(SEED, "", PlatformSlug("vk_post"), Tone("деловой"))
    async with Database.open(path) as database:
        await demo.let_in(Users(database))
        await Briefs(database).add(UserId(101), ChatId(101), brief, 4)

    async with bot_at_work(sandbox, path, model, knowledge, settings):
        anna = await town.person("Анна", id=101)
        card = await anna.sees("Бриф")

    assert "Анонсировать вебинар" in card.labels


async def test_cancel_lets_the_question_go(anna: Person, bot: Running) -> None:
    await anna.ask(SEED)

    assert "Отменил" in (await anna.ask("/cancel")).text
    answer = await anna.ask("собрать заявки на пилот срочно")

    assert "Бриф" in answer.text
    assert await seed_of(bot, 2) == "собрать заявки на пилот срочно"


async def test_the_button_of_a_deleted_brief_says_so(anna: Person, bot: Running) -> None:
    await anna.ask(SEED)
    await Briefs(bot.database).delete(BriefId(1))

    answer = await tap(anna, "Собрать заявки")

    assert "Этого брифа уже нет" in answer.text


async def test_nobody_changes_the_brief_of_another(anna: Person, boris: Person, bot: Running) -> None:
    await anna.ask(SEED)
    await boris.ask("/start")

    for data in ("task:1:1", "go:1:0", "tone:1:деловой", "variants:1:6", "brief:1", "back:1", "facts:1"):
        answer = await boris.press_data(data)
        assert answer.text == "Это кнопка из чужого задания."

    stored = await Briefs(bot.database).get(BriefId(1))
    assert stored is not None
    assert (stored.brief.task, stored.variants) == ("", 4)


@pytest.mark.parametrize(
    "data", ["task:1:99", "platform:1:pigeon", "tone:1:злой", "variants:1:70", "nothing", "task:abc:1", "go"]
)
async def test_forged_and_outdated_buttons_do_nothing(anna: Person, data: str) -> None:
    await anna.ask(SEED)

    answer = await anna.press_data(data)

    assert answer.text == "Эта кнопка больше не работает."


@pytest.mark.engine
async def test_facts_of_the_product_are_taken_only_when_asked_for(anna: Person, bot: Running) -> None:
    await anna.ask(form("Вариантов: 1"))
    await tap(anna, "Факты о продукте: не брать")
    await anna.sees("с фактами из каталога")
    await tap(anna, "Факты о продукте: брать")
    await anna.sees("только факты из вашего текста")
    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант 1 из 1")
    assert labelled(anna.screen, "Вариант 1 из 1")
