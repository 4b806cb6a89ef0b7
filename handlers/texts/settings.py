"""Settings, privacy, and being forgotten."""

from collections.abc import Mapping
from typing import Final

from handlers.texts.words import plural, quote
from storage.records import Streaming

PLATFORM: Final = "📣 Площадка"
TONE: Final = "🎭 Тон"
NUMBER: Final = "🔢 Вариантов"
STREAMING: Final = "👀 Показ"
SAVED: Final = "Запомнил."
DONE: Final = "Готово"
STREAMING_BUTTONS: Final[Mapping[Streaming, str]] = {
    Streaming.DRAFT: "Растёт на глазах",
    Streaming.EDIT: "В одном сообщении",
    Streaming.OFF: "Сразу готовые",
}
_STREAMING_MEANING: Final = {
    Streaming.DRAFT: "текст растёт на глазах",
    Streaming.EDIT: "текст растёт в одном сообщении, которое обновляется раз в несколько секунд",
    Streaming.OFF: "варианты приходят сразу готовыми",
}
CHOOSE_PLATFORM: Final = "На какой площадке начинать новый бриф?"
CHOOSE_TONE: Final = "С каким тоном начинать новый бриф?"
CHOOSE_NUMBER: Final = "Сколько вариантов писать, если не сказано иначе?"
CHOOSE_STREAMING: Final = (
    "Как показывать текст, пока он пишется?\n\n"
    "<b>Растёт на глазах</b> — как в мессенджере с живым набором, с кнопкой «Стоп».\n"
    "<b>В одном сообщении</b> — если живой набор на вашем устройстве не виден.\n"
    "<b>Сразу готовые</b> — без промежуточных показов."
)


def overview(platform: str, tone: str, variants: int, streaming: Streaming) -> str:
    return (
        "<b>Настройки</b>\n"
        f"Площадка: {quote(platform)}\n"
        f"Тон: {quote(tone)}\n"
        f"Вариантов: {variants}\n"
        f"Показ: {_STREAMING_MEANING[streaming]}\n\n"
        "С этого начинается новый бриф. Когда вы выбираете в брифе другое, я запоминаю последнее."
    )


def streaming_button(streaming: Streaming) -> str:
    return f"{STREAMING}: {STREAMING_BUTTONS[streaming].lower()}"


_STORED: Final = (
    "<b>Что хранится</b>\n"
    "В базе бота, на сервере, где он работает:\n"
    "• ваш номер, имя в Telegram, право доступа и настройки;\n"
    "• исходные тексты, задачи и варианты со всеми правками;\n"
    "• что вы выбрали, оценили и добавили в избранное: по этому модель учится писать лучше;\n"
    "• на каком вопросе остановился разговор.\n"
    "Сам файл не хранится: остаётся только текст из него. В журнал тексты и имена не попадают, там номера, "
    "размеры и длительности."
)
_CARRIED: Final = (
    "Сама переписка, как и любая в Telegram, идёт через серверы Telegram и остаётся в вашем чате. Не "
    "присылайте сюда то, что нельзя отправлять в мессенджер."
)
_LOCAL: Final = (
    "Языковая модель работает внутри самого бота. Ваши тексты не уходят ни в один внешний ИИ-сервис."
)
_REMOTE: Final = (
    "Языковая модель работает на отдельном сервере, который подключил администратор: тексты отправляются "
    "туда. Чей это сервер, знает администратор."
)


def privacy(*, local_model: bool, retention_days: int | None) -> str:
    kept = (
        f"Бриф, которого {plural(retention_days, 'день', 'дня', 'дней')} никто не касался, удаляется сам, "
        "вместе с текстами."
        if retention_days
        else "Срок хранения не ограничен: тексты лежат, пока вы их не удалите."
    )
    return (
        f"<b>Куда попадают тексты</b>\n{_LOCAL if local_model else _REMOTE}\n\n{_STORED}\n\n"
        f"<b>Как долго</b>\n{kept} Удалить всё своё: /delete_my_data. Один бриф — в /history.\n\n{_CARRIED}"
    )


FORGET: Final = "🗑 Удалить мои данные"
FORGET_AND_LEAVE: Final = "🚪 Удалить и закрыть доступ"
KEEP: Final = "Не удалять"
KEPT: Final = "Ничего не удалил."
OUTDATED: Final = "Этому вопросу больше часа. Чтобы удалить данные, отправьте /delete_my_data ещё раз."
_WHAT_GOES: Final = (
    "<b>Удалить ваши данные?</b>\n"
    "Исчезнут навсегда: исходные тексты, брифы, все варианты и правки, избранное, оценки, история и "
    "настройки. Задания в работе остановятся. Вернуть ничего нельзя; нужное выгрузите "
    "заранее через /export.\n\n"
    "Останется право доступа: номер и роль, чтобы не запрашивать его снова."
)
_LEAVING: Final = (
    f" Если и оно не нужно, нажмите «{FORGET_AND_LEAVE}»: о вас не останется ничего, и бот забудет, что вы "
    "были."
)
_AUDITED: Final = (
    " В журнале решений администраторов остаются ваш номер и то, что вы решили: его ведут для проверок."
)
_CHAT_STAYS: Final = (
    "\n\nСообщения в самом чате удаляете вы: у Telegram их удаляет только участник переписки."
)
FORGOTTEN: Final = (
    "Готово. Ваши тексты, брифы, история и настройки удалены. Доступ остался: пришлите исходный текст, "
    "когда понадобится."
)
GONE: Final = (
    "Готово. О вас ничего не осталось, доступ закрыт. Чтобы вернуться, отправьте /start и запросите доступ."
)


def ask_to_forget(*, admin: bool) -> str:
    return _WHAT_GOES + (_AUDITED if admin else _LEAVING) + _CHAT_STAYS
