"""What people do in every conversation: look for a button, wait for a variant."""

from tests.people import Person
from tests.screen import Answer, Message, Screen

SEED = (
    "Бесплатный вебинар по пакету «Логос» 24 апреля в 15:00 мск, 60 минут и 30 минут на вопросы. "
    "Разберём перенос расчётной модели из зарубежного пакета. Регистрация: logos-cae.ru/apr24"
)


def form(*lines: str) -> str:
    """A seed with everything in one message."""
    return "\n".join([SEED, "Задача: собрать регистрации", *lines])


async def tap(person: Person, label: str) -> Answer:
    """Press the newest button of this label, as soon as there is one."""
    await person.until(lambda screen: any(label in button for one in screen.said for button in one.labels))
    return await person.click(label)


def labelled(screen: Screen, label: str) -> list[Message]:
    """The bot's messages with a button that says so, oldest first."""
    return [one for one in screen.said if any(label in button for button in one.labels)]


async def variant(person: Person, label: str) -> Message:
    """Wait for a variant by its first button, «Вариант 1 из 2»."""
    return (await person.until(lambda screen: labelled(screen, label)))[-1]


def now(person: Person, message: Message) -> Message:
    """The same message as it is by now."""
    return next(one for one in person.messages if one.id == message.id)


async def shows(person: Person, message: Message, text: str) -> None:
    await person.until(lambda screen: any(one.id == message.id and one.text == text for one in screen.said))


async def offers(person: Person, message: Message, label: str) -> None:
    await person.until(lambda screen: message.id in [one.id for one in labelled(screen, label)])
