"""Every button of the administration, pressed by those it is not for; and by those it is for, at nonsense."""

import pytest
from aiogram.filters.callback_data import CallbackData

from handlers import access
from handlers.admin import buttons
from storage.audit import Audit
from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running
from tests.conversation.steps import SEED, tap
from tests.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA, STRANGER = 101, 103
PRESSED: tuple[CallbackData, ...] = (
    access.Decide(user_id=STRANGER, allow=True),
    buttons.Menu(),
    buttons.People(role=Role.ADMIN, number=1),
    buttons.OnePerson(user_id=ANNA),
    buttons.Move(user_id=ANNA, of=Role.STAFF, to=Role.ADMIN),
    buttons.Queue(number=1),
    buttons.StopJob(job_id=1),
    buttons.UsageChart(days=7),
    buttons.UsageTable(days=7),
    buttons.ModelScreen(),
    buttons.PickModel(key="", revision=0),
    buttons.PickAdapter(key="", revision=0),
    buttons.DataFiles(),
    buttons.DataFile(name="glossary.yaml"),
    buttons.GetFile(name="glossary.yaml"),
    buttons.ReplaceFile(name="glossary.yaml"),
    buttons.RestoreFile(name="glossary.yaml", version=0),
    buttons.ExportPreferences(),
    buttons.NewBroadcast(),
    buttons.SendBroadcast(),
    buttons.DropBroadcast(),
    buttons.StopBroadcast(broadcast_id=1),
    buttons.Journal(number=1),
)
NONSENSE: tuple[CallbackData, ...] = (
    buttons.People(role=Role.STAFF, number=999),
    buttons.OnePerson(user_id=404),
    buttons.Move(user_id=404, of=Role.STAFF, to=Role.ADMIN),
    buttons.Move(user_id=ANNA, of=Role.STAFF, to=Role.PENDING),
    buttons.Queue(number=-5),
    buttons.StopJob(job_id=404),
    buttons.UsageChart(days=100_000, user_id=404),
    buttons.UsageTable(days=0),
    buttons.PickModel(key="../../etc", revision=7),
    buttons.PickAdapter(key="nothing", revision=-1),
    buttons.DataFile(name="../.env"),
    buttons.GetFile(name="train.jsonl"),
    buttons.RestoreFile(name="glossary.yaml", version=404),
    buttons.StopBroadcast(broadcast_id=404),
    buttons.Journal(number=10**9),
)


async def test_staff_press_every_one_in_vain(anna: Person, bot: Running) -> None:
    answers = {(await anna.press_data(one.pack())).text for one in PRESSED}

    assert answers == {"Эта кнопка работает только у администраторов."}
    assert (await Audit(bot.database).page()).total == 0
    assert anna.said == ()


async def test_strangers_press_every_one_in_vain(stranger: Person, bot: Running) -> None:
    answers = {(await stranger.press_data(one.pack())).text for one in PRESSED}

    assert len(answers) == 1
    assert "Доступ к боту открывает администратор" in answers.pop()
    assert (await Audit(bot.database).page()).total == 0


async def test_administrators_get_a_sentence_at_nonsense(admin: Person, anna: Person, bot: Running) -> None:
    answers = [(await admin.press_data(one.pack())).text for one in NONSENSE]

    said = [*answers, *(message.text for message in admin.said)]
    assert not any("пошло не так" in text for text in said)
    assert (await Audit(bot.database).page()).total == 0
    user = await Users(bot.database).get(UserId(ANNA))
    assert user is not None
    assert user.role is Role.STAFF


async def test_what_a_former_administrator_was_asked_for_is_an_ordinary_message(
    admin: Person, bot: Running
) -> None:
    await admin.ask("/admin")
    await tap(admin, "Рассылка")
    await admin.sees("Пришлите текст рассылки")
    await Users(bot.database).set_role(UserId(admin.id), Role.STAFF)

    card = await admin.ask(SEED)

    assert "Бриф" in card.text
