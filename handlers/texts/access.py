"""Who is let in."""

from typing import Final

from handlers.texts.words import CALLBACK_ANSWER_LIMIT, cut, quote

ASK_ACCESS: Final = "Запросить доступ"
ACCESS_ASKED: Final = "Заявка отправлена. Когда администратор ответит, я напишу сюда."
ACCESS_WAITING: Final = "Ваша заявка у администратора. Когда он ответит, я напишу сюда."
ACCESS_GRANTED: Final = (
    "Доступ открыт. Пришлите исходный текст — заметки, черновик или пресс-релиз, — и я предложу варианты."
)
ACCESS_REFUSED: Final = "Администратор отклонил заявку на доступ."
ACCESS_FIRST: Final = "Доступ к боту открывает администратор. Напишите мне /start, чтобы отправить заявку."
ALLOW: Final = "Разрешить"
REFUSE: Final = "Отклонить"
ADMINS_ONLY: Final = "Эта кнопка работает только у администраторов."
NO_SUCH_REQUEST: Final = "Этой заявки уже нет."


def access_offer(user_id: int) -> str:
    return (
        "Здравствуйте! Это рабочий бот: он пишет рекламные тексты для сотрудников. Доступ открывает "
        "администратор. Нажмите кнопку, и он увидит вашу заявку.\n\n"
        f"Ваш номер в Telegram: <code>{user_id}</code>"
    )


def access_nobody_decides(user_id: int) -> str:
    return (
        "Заявка сохранена, но администратора у бота пока нет. Передайте свой номер "
        f"<code>{user_id}</code> тому, кто запускает бота: его указывают в настройке ADMIN_IDS."
    )


def access_request(name: str, user_id: int) -> str:
    return f"<b>Заявка на доступ</b>\n{quote(name)}, номер <code>{user_id}</code>"


def access_decided(name: str, *, allowed: bool) -> str:
    return f"{'✅ Доступ открыт' if allowed else '🚫 Заявка отклонена'}: {quote(name)}"


def access_already(name: str, *, allowed: bool) -> str:
    return cut(
        f"Уже решено. {name}: {'доступ открыт' if allowed else 'доступ закрыт'}.", CALLBACK_ANSWER_LIMIT
    )
