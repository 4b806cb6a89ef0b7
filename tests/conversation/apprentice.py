"""A model that does as it is told, by script: conversations about versions need to know what comes."""

import re

from inference.contract import GenerationRequest
from tests.copywriting.scripted import ScriptedEngine

CONTACT = "24 апреля в 15:00 мск, регистрация: logos-cae.ru/apr24"
POSTS = (
    f"Лицензия кончается, а модели остались. Покажем, как перенести их в «Логос» без потерь. {CONTACT}",
    f"Шестьдесят минут на перенос расчётной модели. Ещё полчаса ответим на вопросы о «Логосе». {CONTACT}",
    f"Что делать со старой сеткой? Приходите на разбор по шагам, участие бесплатное. {CONTACT}",
    f"Инженерам-расчётчикам: открытый урок по пакету «Логос». Возьмите свою задачу. {CONTACT}",
    f"Как сменить пакет и не потерять год работы? Разберём на живом примере. {CONTACT}",
    f"Один вебинар вместо десяти инструкций. Повторите перенос на своём рабочем месте. {CONTACT}",
)
SHORT = f"Перенос моделей в «Логос»: {CONTACT}"
LONG = (
    "Лицензия на зарубежный пакет кончается, а расчётные модели остались в старом формате.\n\n"
    "На бесплатном вебинаре разберём перенос расчётной модели в пакет «Логос»: за шестьдесят минут пройдём "
    f"весь путь, а потом полчаса будем отвечать на вопросы.\n\nКогда: {CONTACT}"
)
FUNNY = f"Модель плакала, но переезжала. Покажем, как обойтись без слёз и без старого пакета. {CONTACT}"
EDITED = "Приходите с ноутбуком: перенесём модель в «Логос» вместе"
SMS = "Вебинар «Логос» 24 апреля, 15:00 мск: logos-cae.ru/apr24"
DIRECT = (
    "Заголовок 1: Вебинар по пакету «Логос»\nЗаголовок 2: Перенос модели за час\n"
    "Текст: Бесплатно, 24 апреля в 15:00 мск. Запишитесь."
)
NEW_TITLE = "Ваша модель в «Логосе»"
# What the request says, and what is written then.
_WISHES = (
    (r"Сократи его", SHORT),
    (r"Разверни его", LONG),
    (r"в другом тоне", FUNNY),
    (r"Внеси правку сотрудника: (?P<words>.*)", f"{EDITED}. {CONTACT}"),
    (r"Перепиши его для площадки", SMS),
    (r"Напиши заново поле", NEW_TITLE),
)


def apprentice(request: GenerationRequest, tail: int) -> str:
    asked = request.messages[-1].content
    for pattern, answer in _WISHES:
        if re.search(pattern, asked):
            return answer
    if "Яндекс" in request.messages[0].content:
        return DIRECT
    shown = sum(post[:40] in asked for post in POSTS)
    return POSTS[(shown + tail) % len(POSTS)]


def asked(engine: ScriptedEngine) -> str:
    """The latest request's own part."""
    return engine.requests[-1].messages[-1].content
