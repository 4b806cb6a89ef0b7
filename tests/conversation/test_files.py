"""Files as seeds, albums, posts with pictures, replies, and texts that are too long for the model."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from copywriting.library import Knowledge
from inference.contract import Engine, ModelInfo
from sandbox.server import Sandbox
from storage.briefs import Briefs
from storage.records import BriefId
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.steps import SEED, labelled, tap, variant
from tests.conversation.turnstile import Turnstile
from tests.documents.making import locked, pdf_file, word_file, word_xml, zipped
from tests.people import Person, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = (
    "<!doctype html><html><head><title>Новости</title></head><body><nav>Главная · О нас</nav><article>"
    f"<h1>Вебинар</h1><p>{SEED}</p></article></body></html>"
)


async def seed_of(bot: Running, number: int = 1) -> str:
    stored = await Briefs(bot.database).get(BriefId(number))
    assert stored is not None
    return stored.brief.seed


def long_text(*, sentences: int = 400) -> str:
    """Much talk, few facts; far more than the bundled model reads at once."""
    talk = [
        f"Мы давно говорим о том, как важно беречь время инженеров, и приводим довод номер {number}."
        for number in range(sentences)
    ]
    talk[200] = "Вебинар пройдёт 24 апреля в 15:00, регистрация: logos-cae.ru/apr24."
    return "\n".join(talk)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("заметки.txt", SEED.encode()),
        ("заметки.md", f"# Заметки\n\n{SEED}".encode()),
        ("релиз.docx", word_file("Релиз", SEED)),
        ("релиз.pdf", pdf_file([SEED[:60], SEED[60:]])),
        ("страница.html", PAGE.encode()),
    ],
)
async def test_every_usual_kind_of_file_is_a_seed(anna: Person, bot: Running, name: str, data: bytes) -> None:
    await anna.attach(name, data)

    card = await anna.sees("Бриф")

    assert "Анонсировать вебинар" in card.labels
    assert "24 апреля в 15:00" in " ".join((await seed_of(bot)).split())


@pytest.mark.engine
async def test_from_a_word_file_to_an_ad_in_two_presses(anna: Person) -> None:
    """Анна прикладывает пресс-релиз, пишет в подписи, что нужно, и получает варианты."""
    await anna.attach("релиз.docx", word_file(SEED), caption="собрать регистрации на вебинар")
    await anna.sees("Задача: собрать регистрации на вебинар")
    await tap(anna, "Вариантов")
    await tap(anna, "1")
    await tap(anna, "Сгенерировать")

    assert (await variant(anna, "Вариант 1 из 1")).text


async def test_the_caption_may_be_a_form(anna: Person) -> None:
    await anna.attach(
        "релиз.docx", word_file(SEED), caption="Задача: анонс\nПлощадка: вк\nТон: дружелюбный\nВариантов: 2"
    )

    card = await anna.sees("Задача: анонс")

    assert "Площадка: Пост ВКонтакте" in card.text
    assert "Тон: дружелюбный" in card.text
    assert "🔢 Вариантов: 2" in card.labels


async def test_he_sees_that_his_file_is_being_read(anna: Person, town: Town) -> None:
    await anna.attach("релиз.docx", word_file(SEED))

    assert [call["chat_id"] for call in await town.calls("sendChatAction", of=anna)] == [anna.chat_id]


def scan(pages: int) -> bytes:
    return pdf_file(*[[] for _ in range(pages)])


def bomb() -> bytes:
    """A few kilobytes that unpack to seventy megabytes."""
    return word_xml(" " * 70_000_000)


REFUSED = {
    "a spreadsheet": ("отчёт.xlsx", zipped({"xl/workbook.xml": b"<x/>"}), "файлы .xlsx я не читаю"),
    "an old Word file": (
        "старый.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "сохраните как .docx",
    ),
    "a picture": ("картинка.txt", b"\x89PNG\r\n\x1a\n\0\0", "Текст с картинок я не распознаю"),
    "no words": ("пусто.txt", b" \n", "нет ни слова"),
    "no encoding": ("мусор.txt", bytes(range(128, 256)) * 20, "в какой кодировке"),
    "a locked file": ("тайна.pdf", locked(pdf_file([SEED[:50]]), "пароль"), "закрыт паролем"),
    "a scan": ("скан.pdf", scan(3), "Похоже на скан"),
    "500 pages": ("книга.pdf", pdf_file(*[["Страница книги"]] * 500), "500 страниц, а я читаю до 300"),
    "a zip bomb": ("бомба.docx", bomb(), "похоже на вредоносный архив"),
    "half a file": ("обрыв.docx", word_file(SEED)[:900], "файл повреждён"),
}


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED.values(), ids=REFUSED)
async def test_a_file_that_is_no_seed_is_refused_with_the_reason(
    anna: Person, bot: Running, name: str, data: bytes, reason: str
) -> None:
    said = await anna.attach(name, data)

    assert reason in said.text
    assert said.text.startswith(f"📎 {name}: ")
    assert await Briefs(bot.database).get(BriefId(1)) is None


async def test_a_file_over_the_limit_is_refused_before_it_is_fetched(anna: Person, town: Town) -> None:
    said = await anna.attach("видео.docx", bytes(20 * 1024 * 1024 + 1))

    assert "до 20 МБ" in said.text
    assert await town.calls("getFile") == []


async def test_a_file_that_telegram_does_not_hand_out_can_be_sent_again(anna: Person, town: Town) -> None:
    await town.fault("error", "getFile", code=400)

    refused = await anna.attach("релиз.docx", word_file(SEED))
    await anna.attach("релиз.docx", word_file(SEED))

    assert "не отдал мне файл" in refused.text
    await anna.sees("Бриф")


async def test_what_to_know_about_the_file_stands_on_the_card(anna: Person) -> None:
    await anna.attach("заметки.txt", SEED.encode("cp1251"))

    card = await anna.sees("Бриф")

    assert "⚠️ заметки.txt: кодировку угадал (cp1251)" in card.text


async def test_pages_without_text_are_counted_on_the_card(anna: Person) -> None:
    await anna.attach("релиз.pdf", pdf_file([SEED[:80]], [], []))

    card = await anna.sees("Бриф")

    assert "2 страницы без текста" in card.text


async def test_the_files_of_an_album_are_one_seed(anna: Person, bot: Running) -> None:
    first = "Вебинар по «Логосу» для инженеров-расчётчиков."
    second = "Программа: 24 апреля в 15:00, вопросы в конце."
    await anna.send_document("релиз.docx", word_file(first), caption="анонс вебинара", album="7")
    await anna.send_document("программа.txt", second.encode("cp1251"), album="7")

    card = await anna.sees("24 апреля")

    assert "Задача: анонс вебинара" in card.text
    assert "программа.txt: кодировку угадал" in card.text
    assert await seed_of(bot) == f"{first}\n\n{second}"
    assert len(labelled(anna.screen, "Сгенерировать")) == 1


async def test_an_unreadable_file_in_an_album_does_not_spoil_the_others(anna: Person, bot: Running) -> None:
    await anna.send_document("скан.pdf", scan(1), album="8", caption="анонс вебинара")
    await anna.send_document("релиз.txt", SEED.encode(), album="8")
    await anna.send_document("отчёт.xlsx", zipped({"xl/workbook.xml": b"<x/>"}), album="8")

    await anna.sees("Похоже на скан")
    await anna.sees("файлы .xlsx я не читаю")
    await anna.sees("Задача: анонс вебинара")

    assert await seed_of(bot) == SEED


async def test_the_caption_of_a_forwarded_post_with_pictures_is_the_seed(anna: Person, bot: Running) -> None:
    await anna.forward_photo(SEED, album="9")
    await anna.forward_photo(album="9")

    await anna.sees("Бриф")

    assert await seed_of(bot) == SEED
    await anna.hears_nothing()


async def test_a_forwarded_post_with_an_unreadable_file_is_its_text(anna: Person, bot: Running) -> None:
    await anna.send_document("афиша.png", b"\x89PNG\r\n\x1a\n\0\0", caption=SEED, forwarded=True)

    card = await anna.sees("Бриф")

    assert await seed_of(bot) == SEED
    assert "⚠️ 📎 афиша.png" in card.text


async def test_the_caption_of_a_forwarded_file_is_part_of_the_seed_and_no_task(
    anna: Person, bot: Running
) -> None:
    await anna.send_document("релиз.txt", SEED.encode(), caption="Читайте наш релиз", forwarded=True)

    card = await anna.sees("Бриф")

    assert "Задача: какая?" in card.text
    assert await seed_of(bot) == f"Читайте наш релиз\n\n{SEED}"


async def test_a_task_may_come_in_reply_to_the_seed(anna: Person, bot: Running) -> None:
    first = await anna.send(SEED)
    await anna.sees("Бриф")
    await anna.send("Совсем другая новость: открыт набор на стажировку в Сарове")
    await anna.sees("стажировку в Сарове")

    await anna.send("собрать регистрации\nПлощадка: вк", reply_to=first)

    card = await anna.sees("Задача: собрать регистрации")
    assert SEED in card.text
    assert "Пост ВКонтакте" in card.text
    stored = await Briefs(bot.database).get(BriefId(1))
    assert stored is not None
    assert stored.brief.task == "собрать регистрации"


async def test_a_task_may_come_in_reply_to_the_card(anna: Person) -> None:
    card = await anna.ask(SEED)
    await anna.ask("/cancel")

    await anna.send("позвать коллег", reply_to=card)

    assert SEED in (await anna.sees("Задача: позвать коллег")).text


async def test_a_reply_to_a_file_whose_brief_is_gone_reads_the_file_again(anna: Person, bot: Running) -> None:
    file = await anna.send_document("релиз.docx", word_file(SEED))
    await anna.sees("Бриф")
    await Briefs(bot.database).delete(BriefId(1))

    await anna.send("собрать регистрации", reply_to=file)

    card = await anna.sees("Задача: собрать регистрации")
    assert SEED in card.text


async def test_a_long_text_in_reply_is_a_new_seed(anna: Person, bot: Running) -> None:
    first = await anna.send(SEED)
    await anna.sees("Бриф")
    other = f"{'Это большая новость о новом продукте. ' * 9}\nОн выйдет осенью."

    await anna.send(other, reply_to=first)

    await anna.sees("Он выйдет осенью")
    assert await seed_of(bot, 2) == other


async def test_a_text_too_long_for_the_model_is_shortened_only_with_consent(
    anna: Person, bot: Running
) -> None:
    """Анна присылает большой файл, видит, что от него останется, соглашается и получает бриф."""
    text = long_text()
    await anna.attach("отчёт.txt", text.encode())

    offer = await anna.sees("Текст длиннее, чем прочтёт модель")

    assert offer.labels == ["✂️ Взять сокращённый", "📝 Пришлю другой"]
    assert "из 400" in offer.text
    assert "24 апреля в 15:00" in offer.text
    assert "Не вошли факты: " in offer.text
    assert await seed_of(bot) == text
    await tap(anna, "Взять сокращённый")
    card = await anna.sees("Текст сокращён: было")
    assert card.id == offer.id
    stored = await Briefs(bot.database).get(BriefId(1))
    assert stored is not None
    assert stored.brief.original == text
    assert "logos-cae.ru/apr24" in stored.brief.seed
    assert stored.brief.seed in offer.text


@pytest.mark.engine
async def test_a_shortened_text_is_written_from(anna: Person) -> None:
    await anna.attach("отчёт.txt", long_text().encode(), caption="Задача: анонс\nВариантов: 1")
    await tap(anna, "Взять сокращённый")
    await tap(anna, "Сгенерировать")

    assert (await variant(anna, "Вариант 1 из 1")).text


async def test_a_text_too_long_may_be_replaced_by_another(anna: Person, bot: Running) -> None:
    await anna.attach("отчёт.txt", long_text().encode())
    await tap(anna, "Пришлю другой")

    await anna.sees("Пришлите другой текст")
    await anna.send(SEED)

    await anna.sees("Бриф")
    assert await Briefs(bot.database).get(BriefId(1)) is None
    assert await seed_of(bot, 2) == SEED


async def test_nothing_is_generated_from_a_long_text_behind_the_offers_back(anna: Person) -> None:
    """Задачу можно назвать и до согласия; генерация всё равно спросит."""
    await anna.attach("отчёт.txt", long_text().encode())
    await anna.sees("Текст длиннее")
    await anna.send("анонс вебинара")
    offer = await anna.sees("Текст длиннее", after=anna.last)

    assert "Сгенерировать" not in " ".join(offer.labels)
    answer = await anna.press_data("go:1:0", offer.id)
    assert "Текст длиннее, чем прочтёт модель" in answer.text


class Roomy(Turnstile):
    """The engine as if it read eight times as much; nothing is generated with it."""

    @property
    def info(self) -> ModelInfo:
        return replace(super().info, context=8 * super().info.context)


async def test_a_shortened_text_too_long_for_a_message_comes_as_a_file_as_well(
    sandbox: Sandbox, town: Town, model: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    roomy, settings = Roomy(model, free=0), Settings(_env_file=None)
    async with bot_at_work(sandbox, tmp_path / "roomy.sqlite3", roomy, knowledge, settings) as bot:
        anna = await town.person("Анна", id=101)
        await anna.attach("отчёт.txt", long_text(sentences=2000).encode())
        offer = await anna.sees("Текст длиннее, чем прочтёт модель")
        (file,) = [one for one in anna.said if one.file_name == "сокращённый-текст.txt"]
        whole = (await anna.download(file)).decode("utf-8-sig")

        await tap(anna, "Взять сокращённый")
        await anna.sees("Текст сокращён: было")

        (shown,) = offer.formatted("expandable_blockquote")
        assert shown.endswith("…")
        assert whole.startswith(shown.removesuffix("…"))
        assert whole.startswith(await seed_of(bot))
        assert "Не вошли факты:" in whole


@pytest.mark.parametrize("data", ["shorter:1:-5:{size}", "shorter:1:0:{size}"])
async def test_a_forged_offer_takes_nothing(anna: Person, bot: Running, data: str) -> None:
    await anna.attach("отчёт.txt", long_text().encode())
    await anna.sees("Текст длиннее")
    text = await seed_of(bot)

    answer = await anna.press_data(data.format(size=len(text)))

    assert answer.text == "Эта кнопка больше не работает."
    assert await seed_of(bot) == text


async def test_an_offer_for_a_text_that_has_changed_since_is_made_anew(anna: Person) -> None:
    await anna.attach("отчёт.txt", long_text().encode())
    await anna.sees("Текст длиннее")

    answer = await anna.press_data("shorter:1:500:17")

    assert "изменился" in answer.text
    assert len(labelled(anna.screen, "Взять сокращённый")) >= 1


async def test_the_offers_of_another_and_of_deleted_briefs_are_none(
    anna: Person, boris: Person, bot: Running
) -> None:
    await anna.attach("отчёт.txt", long_text().encode())
    offer = await anna.sees("Текст длиннее")
    taking = [button.data or "" for button in offer.buttons]

    for data in taking:
        assert (await boris.press_data(data)).text == "Это кнопка из чужого задания."
    await Briefs(bot.database).delete(BriefId(1))
    for data in taking:
        assert "Этого брифа уже нет" in (await anna.press_data(data, offer.id)).text


async def test_stopping_waits_for_no_file_that_is_being_read(anna: Person, town: Town) -> None:
    await anna.ask("/start")
    await town.fault("slow", "getFile", seconds=3)
    await anna.send_document("релиз.docx", word_file(SEED))

    answer = await anna.press_data("stop:12345", within=2)

    assert "Останавливать нечего" in answer.text
    await anna.sees("Бриф")


async def test_a_task_typed_while_the_file_is_being_read_is_its_task(anna: Person, town: Town) -> None:
    await anna.ask("/start")
    await town.fault("slow", "getFile", seconds=1)
    await anna.send_document("релиз.docx", word_file(SEED))
    await anna.send("собрать регистрации")

    card = await anna.sees("Задача: собрать регистрации")

    assert SEED in card.text
