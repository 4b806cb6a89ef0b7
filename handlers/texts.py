"""Everything the bot says. Functions take raw values and quote what people and models wrote: HTML."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from copywriting.brief import Brief
from copywriting.report import Finding, Kind, Report, Severity

CALLBACK_ANSWER_LIMIT: Final = 200  # Telegram: answerCallbackQuery.text
MESSAGE_LIMIT: Final = 4096  # Telegram: sendMessage.text, after entities parsing
SEED_SHOWN: Final = 1500  # characters of the seed on a card; all of it is in the database
TASK_SHOWN: Final = 300


def quote(text: str) -> str:
    return escape(text, quote=False)


def plural(number: int, one: str, few: str, many: str) -> str:
    """``21 вариант``, ``2 варианта``, ``11 вариантов``: the number with its word."""
    tens, units = number % 100, number % 10
    if units == 1 and tens != 11:
        word = one
    elif 2 <= units <= 4 and not 12 <= tens <= 14:
        word = few
    else:
        word = many
    return f"{thousands(number)} {word}"


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def characters(number: int) -> str:
    return plural(number, "знак", "знака", "знаков")


def variants_count(number: int) -> str:
    return plural(number, "вариант", "варианта", "вариантов")


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


# --- Start, help, privacy

COMMANDS: Final = (
    ("new", "новый текст"),
    ("help", "как пользоваться"),
    ("cancel", "отменить вопрос или генерацию"),
    ("privacy", "куда попадают тексты"),
)
START: Final = (
    "Пишу рекламные тексты по вашему материалу. Пришлите заметки, черновик или пресс-релиз — спрошу о задаче "
    "и предложу несколько разных вариантов под нужную площадку. Вы выбираете лучший и публикуете."
)
NEW_TEXT: Final = "✍️ Новый текст"
SEND_SEED: Final = (
    "Пришлите исходный текст: заметки, черновик, пресс-релиз. Можно переслать готовый пост или приложить "
    "файл .txt или .md."
)
HELP: Final = (
    "<b>Как пользоваться</b>\n"
    "1. Пришлите исходный текст сообщением, пересланным постом или файлом .txt, .md.\n"
    "2. Выберите задачу кнопкой или напишите её своими словами.\n"
    "3. Проверьте бриф и нажмите «✨ Сгенерировать».\n"
    "4. Под каждым вариантом видно, что показала проверка. Понравившийся отметьте кнопкой «✅ Выбрать».\n\n"
    "<b>Всё одним сообщением</b>\n"
    "<blockquote>Вебинар по «Логосу» 24 апреля в 15:00, участие бесплатное\n"
    "Задача: собрать регистрации\n"
    "Площадка: пост ВКонтакте\n"
    "Тон: дружелюбный\n"
    "Вариантов: 3</blockquote>\n"
    "Обязательна только задача, остальное я помню с прошлого раза.\n\n"
    "/new — новый текст\n/cancel — отменить вопрос или генерацию\n/privacy — куда попадают тексты"
)
_PRIVACY_STORED: Final = (
    "Тексты, брифы и варианты лежат в базе бота, на том же сервере, где он работает. В журнал они не "
    "попадают: там только номера и длительности.\n\n"
    "Сама переписка, как и любая в Telegram, идёт через серверы Telegram. Не присылайте сюда то, что нельзя "
    "отправлять в мессенджер."
)


def privacy(*, local_model: bool) -> str:
    where = (
        "Языковая модель работает внутри самого бота. Ваши тексты не уходят ни в один внешний ИИ-сервис."
        if local_model
        else "Языковая модель работает на отдельном сервере, который подключил администратор: тексты "
        "отправляются туда. Чей это сервер, знает администратор."
    )
    return f"<b>Куда попадают тексты</b>\n{where}\n\n{_PRIVACY_STORED}"


CANCELLED: Final = "Отменил. Пришлите исходный текст, когда будете готовы."
NOTHING_TO_CANCEL: Final = "Отменять нечего. Пришлите исходный текст — начнём."
UNKNOWN_COMMAND: Final = "Такой команды нет. Что я умею, расскажет /help."
PRIVATE_ONLY: Final = (
    "Я работаю в личных сообщениях: так ваши тексты видите только вы. Напишите мне напрямую."
)


def stopping(jobs: int) -> str:
    return f"Останавливаю {plural(jobs, 'задание', 'задания', 'заданий')}. Готовые варианты останутся."


# --- Access

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


# --- The seed

SEED_TOO_SHORT: Final = (
    "Этого мало, чтобы написать рекламу. Пришлите хотя бы одно-два предложения: о чём текст, для кого, "
    "что в нём важно."
)
SEED_EMPTY_FORM: Final = (
    "Вижу задачу, но не вижу исходного текста. Напишите его в том же сообщении, над строкой «Задача:»."
)
SEED_IS_NEW: Final = (
    "Это похоже на новый исходный текст, поэтому завёл новый бриф. Прежний остался выше: задачу к нему можно "
    "выбрать кнопкой."
)
EDITED: Final = "Правку отправленного сообщения учесть не могу. Пришлите исправленный текст новым сообщением."


def seed_too_long(size: int, limit: int) -> str:
    return (
        f"В тексте {characters(size)}, а я принимаю до {thousands(limit)}. Оставьте главное: факты, даты, "
        "выгоды, контакты — и пришлите ещё раз."
    )


def paste_too_long(limit: int) -> str:
    return (
        f"Вместе части длиннее {characters(limit)}: последнюю не добавил. Бриф собран из предыдущих. "
        "Лучше прислать сжатый текст."
    )


def unknown_platform(name: str) -> str:
    return f"Площадку «{quote(cut(name, 60))}» не знаю, оставил прежнюю. Выбрать можно кнопкой."


def unknown_tone(name: str) -> str:
    return f"Тона «{quote(cut(name, 60))}» у меня нет, оставил прежний. Выбрать можно кнопкой."


def wrong_number(text: str, limit: int) -> str:
    return f"Вариантов может быть от 1 до {limit}, а не «{quote(cut(text, 20))}». Оставил прежнее число."


# --- Other kinds of messages

PHOTO: Final = "Текст с картинок я пока не читаю. Пришлите его сообщением или файлом .txt, .md."
VOICE: Final = "Голосовые и видео я пока не разбираю. Напишите, пожалуйста, текстом."
STICKER: Final = "Хороший стикер! Но для рекламы нужен текст: пришлите заметки, черновик или пресс-релиз."
OTHER_KIND: Final = "С такими сообщениями я работать не умею. Пришлите исходный текст или файл .txt, .md."
FILE_WRONG_TYPE: Final = "Читаю файлы .txt и .md. Откройте этот файл, скопируйте текст и пришлите сообщением."
FILE_EMPTY: Final = "В файле нет текста."
FILE_UNREADABLE: Final = (
    "Не получилось прочитать файл как текст: похоже, это не .txt или неизвестная кодировка. Сохраните его "
    "в UTF-8 и пришлите ещё раз."
)


def file_too_big(limit_megabytes: int) -> str:
    return (
        f"Файл слишком большой: Telegram отдаёт ботам файлы до {limit_megabytes} МБ. "
        "Пришлите только нужный текст."
    )


# --- The card

GENERATE: Final = "✨ Сгенерировать"
STOP: Final = "⏹ Остановить"
MORE: Final = "🔁 Ещё варианты"
BRIEF: Final = "⚙️ Бриф"
BACK: Final = "‹ Назад"
HIDE: Final = "Скрыть"
OWN_WORDS: Final = "✏️ Своими словами"
CHANGE_TASK: Final = "🎯 Задача"
CHANGE_PLATFORM: Final = "📣 Площадка"
CHANGE_TONE: Final = "🎭 Тон"
FACTS_OFF: Final = "📦 Факты о продукте: не брать"
FACTS_ON: Final = "📦 Факты о продукте: брать ✓"
ASK_TASK_WORDS: Final = "Напишите задачу одним сообщением. Например: «собрать заявки на пилот»."
NO_TASK_YET: Final = "Сначала выберите задачу."
BRIEF_GONE: Final = "Этого брифа уже нет. Пришлите исходный текст ещё раз."
VARIANT_GONE: Final = "Этого варианта уже нет."
NOT_YOURS: Final = "Это кнопка из чужого задания."
ALREADY_WRITING: Final = "Уже пишу: второй раз нажимать не нужно."
ALREADY_STOPPED: Final = "Останавливать нечего: задание уже закончено."
STOPPED: Final = "Останавливаю. Готовые варианты останутся."
ACCEPTED: Final = "Принято, пишу."
MORE_ACCEPTED: Final = "Пишу ещё."
ALREADY_WRITTEN: Final = "Эти варианты уже есть ниже. Чтобы написать новые, нажмите ещё раз."
MORE_WRITTEN: Final = "Ещё варианты уже есть ниже: под последним из них такая же кнопка."
OLD_BUTTON: Final = "Эта кнопка больше не работает."
NUMBERS: Final = "🔢 Вариантов"

TASK_PRESETS: Final = (
    "Анонсировать вебинар",
    "Пригласить на мероприятие",
    "Собрать заявки",
    "Рассказать о продукте",
    "Поделиться кейсом",
    "Сообщить новость",
    "Позвать на обучение",
    "Найти сотрудников",
)
PLATFORM_BUTTONS: Final[Mapping[str, str]] = {
    "telegram_post": "Пост в Telegram",
    "telegram_ads": "Telegram Ads",
    "vk_post": "Пост ВКонтакте",
    "vk_ads": "VK Реклама",
    "yandex_direct": "Яндекс Директ",
    "yandex_master": "Мастер кампаний и РСЯ",
    "email": "E-mail",
    "press_release": "Пресс-релиз",
    "web_hero": "Первый экран сайта",
    "banner": "Баннер",
    "habr": "Хабр",
    "dzen": "Дзен",
    "ok_post": "Одноклассники",
    "tenchat": "TenChat",
    "max_post": "Канал MAX",
    "sms": "SMS",
    "push": "Push",
    "leaflet": "Листовка",
}
# What people write after «Площадка:», folded: lower case, ё as е, no punctuation.
PLATFORM_WORDS: Final[Mapping[str, str]] = {
    "тг": "telegram_post",
    "телеграм": "telegram_post",
    "телеграмм": "telegram_post",
    "телега": "telegram_post",
    "telegram": "telegram_post",
    "tg": "telegram_post",
    "пост в телеграм": "telegram_post",
    "пост в тг": "telegram_post",
    "телеграм канал": "telegram_post",
    "реклама в телеграм": "telegram_ads",
    "телеграм реклама": "telegram_ads",
    "тг реклама": "telegram_ads",
    "тг адс": "telegram_ads",
    "вк": "vk_post",
    "vk": "vk_post",
    "вконтакте": "vk_post",
    "пост вк": "vk_post",
    "пост в вк": "vk_post",
    "вк реклама": "vk_ads",
    "реклама вк": "vk_ads",
    "реклама вконтакте": "vk_ads",
    "vk ads": "vk_ads",
    "директ": "yandex_direct",
    "яндекс": "yandex_direct",
    "яндекс директ": "yandex_direct",
    "yandex direct": "yandex_direct",
    "мастер кампаний": "yandex_master",
    "рся": "yandex_master",
    "почта": "email",
    "имейл": "email",
    "емейл": "email",
    "email": "email",
    "e mail": "email",
    "письмо": "email",
    "рассылка": "email",
    "релиз": "press_release",
    "пресс релиз": "press_release",
    "сайт": "web_hero",
    "лендинг": "web_hero",
    "хабр": "habr",
    "habr": "habr",
    "статья на хабр": "habr",
    "статья на хабре": "habr",
    "дзен": "dzen",
    "ок": "ok_post",
    "одноклассники": "ok_post",
    "тенчат": "tenchat",
    "пост в тенчат": "tenchat",
    "макс": "max_post",
    "max": "max_post",
    "смс": "sms",
    "sms": "sms",
    "пуш": "push",
    "push": "push",
    "пуш уведомление": "push",
    "листовка": "leaflet",
    "слайд": "leaflet",
}
FORM_LABELS: Final[Mapping[str, str]] = {
    "задача": "task",
    "площадка": "platform",
    "тон": "tone",
    "вариантов": "variants",
    "варианты": "variants",
    "число вариантов": "variants",
    "количество вариантов": "variants",
}


def platform_button(slug: str, name: str) -> str:
    return PLATFORM_BUTTONS.get(slug, cut(name, 30))


def chosen(label: str) -> str:
    return f"✓ {label}"


def variants_button(number: int) -> str:
    return f"{NUMBERS}: {number}"


def seed_quote(seed: str) -> str:
    shown = cut(seed.strip(), SEED_SHOWN)
    rest = len(seed.strip()) - len(shown)
    more = f"\n<i>…и ещё {characters(rest)}</i>" if rest > 0 else ""
    return f"<blockquote expandable>{quote(shown)}{more}</blockquote>"


def card(brief: Brief, platform: str, variants: int, notes: Sequence[str] = ()) -> str:
    """The brief card. ``notes`` are sentences of this module, quoted already."""
    task = (
        f"<b>Задача:</b> {quote(cut(brief.task, TASK_SHOWN))}"
        if brief.task
        else "<b>Задача:</b> какая? Выберите кнопкой или напишите своими словами."
    )
    lines = [f"<b>Бриф</b>\n{seed_quote(brief.seed)}", task, f"<b>Площадка:</b> {quote(platform)}"]
    lines.append(f"<b>Тон:</b> {quote(brief.tone)}")
    if brief.product:
        facts = "с фактами из каталога" if brief.use_product_facts else "только факты из вашего текста"
        lines.append(f"<b>Продукт:</b> {quote(brief.product)}, {facts}")
    lines.append(f"<b>Вариантов:</b> {variants}")
    return "\n".join([*lines, *(f"\n⚠️ {note}" for note in notes)])


def brief_source(brief: Brief, platform: str) -> str:
    """Where a variant came from."""
    return (
        f"<b>Из чего написан вариант</b>\n{seed_quote(brief.seed)}\n"
        f"<b>Задача:</b> {quote(cut(brief.task, TASK_SHOWN))}\n"
        f"<b>Площадка:</b> {quote(platform)}\n<b>Тон:</b> {quote(brief.tone)}"
    )


# --- While it is being written


def duration(seconds: float) -> str:
    if seconds < 55:
        return f"около {max(5, round(seconds / 5) * 5)} с"
    return f"около {max(1, round(seconds / 60))} мин"


def queued(ahead: int, eta: float | None) -> str:
    place = (
        f"В очереди: перед вами {plural(ahead, 'задание', 'задания', 'заданий')}."
        if ahead
        else "Начинаю писать."
    )
    return f"⏳ {place}" + (f" Готово будет через {duration(eta).removeprefix('около ')}." if eta else "")


def reading(evaluated: int, total: int) -> str:
    return f"📖 Читаю исходный текст: {100 * evaluated // max(1, total)} %"


def growing(finished: int, total: int) -> str:
    return f"✍️ Готово {finished} из {total}"


def writing(total: int) -> str:
    return f"✍️ Пишу {variants_count(total)}…"


def growing_label(number: int, angle: str) -> str:
    return f"Вариант {number} · {angle}"


def kept(finished: int, total: int) -> str:
    return f"Уже написано и сохранено: {finished} из {total}."


def stopped(finished: int, total: int) -> str:
    if not finished:
        return "⏹ Остановлено. Ни один вариант не был дописан. Бриф на месте, можно начать снова."
    return f"⏹ Остановлено. {kept(finished, total)}"


EXPIRED: Final = (
    "Задание слишком долго ждало очереди, и я его снял. Бриф на месте: нажмите «✨ Сгенерировать» ещё раз."
)
FAILED: Final = "Не получилось написать варианты. Бриф на месте: попробуйте ещё раз через минуту."
FAILED_ENGINE: Final = "Модель сейчас не отвечает. Бриф на месте: попробуйте ещё раз через минуту."


def prompt_too_long(tokens: int, room: int) -> str:
    share = max(2, round(100 * room / max(1, tokens)))
    return (
        f"Исходный текст слишком длинный для модели: {thousands(tokens)} токенов, а поместится "
        f"{thousands(room)}. Оставьте главное, примерно {share} % текста, и пришлите ещё раз."
    )


def desk_full(limit: int) -> str:
    return (
        f"Очередь заполнена: в ней {plural(limit, 'задание', 'задания', 'заданий')}. "
        "Попробуйте через пару минут, бриф никуда не денется."
    )


def too_many_jobs(limit: int) -> str:
    return (
        f"У вас уже {plural(limit, 'задание', 'задания', 'заданий')} в работе, больше нельзя. "
        "Дождитесь вариантов или остановите одно."
    )


def crashed(code: str) -> str:
    return (
        f"Что-то пошло не так, я записал ошибку под номером <code>{code}</code>. Попробуйте ещё раз, "
        "а если повторится, передайте номер администратору."
    )


# --- Variants

CHOOSE: Final = "✅ Выбрать"
CHOSEN: Final = "✅ Выбрано"
CHOICE_SAVED: Final = "Выбор сохранён."
CHOICE_MOVED: Final = "Выбор перенесён сюда."
ALREADY_CHOSEN: Final = "Этот вариант уже выбран."
ALL_FINE: Final = "Замечаний нет."


def variant_label(number: int, total: int, angle: str) -> str:
    return f"Вариант {number} из {total} · {angle}"


def field_line(label: str, value: str, size: int, limit: int | None) -> str:
    """One line of a structured platform: ``Заголовок: текст (54/56)``."""
    counted = f"{size}/{limit}" if limit else str(size)
    return f"{label}: {value} ({counted})"


def copy_button(label: str) -> str:
    return f"📄 {cut(label, 40)}"


# --- Checks

_SUMMARY: Final[tuple[tuple[str, tuple[Kind, ...]], ...]] = (
    ("факты", (Kind.FACT_INVENTED, Kind.FACT_MISSING, Kind.FACT_CHANGED, Kind.FACT_FROM_CATALOGUE)),
    ("объём", (Kind.LIMIT, Kind.FORM)),
    ("закон", (Kind.LAW,)),
)
_ONLY_IF_FOUND: Final[tuple[tuple[str, tuple[Kind, ...]], ...]] = (
    ("бренд", (Kind.BRAND,)),
    ("язык", (Kind.LANGUAGE,)),
    ("повтор", (Kind.LIKENESS,)),
)


def _to_look_at(report: Report, kinds: Iterable[Kind]) -> list[Finding]:
    return [finding for finding in report.of(*kinds) if finding.severity is not Severity.INFO]


def summary(report: Report) -> str:
    """The button under a variant: ``✓ факты · ✓ объём 412 · ⚠ закон 1``."""
    parts = []
    for name, kinds in _SUMMARY:
        found = _to_look_at(report, kinds)
        number = str(report.length) if name == "объём" else str(len(found)) if found else ""
        parts.append(f"{'⚠' if found else '✓'} {name} {number}".rstrip())
    for name, kinds in _ONLY_IF_FOUND:
        if found := _to_look_at(report, kinds):
            parts.append(f"⚠ {name} {len(found)}")
    return " · ".join(parts)


def details(report: Report) -> str:
    """Every finding in plain Russian, the serious ones first; HTML."""
    order = list(Severity)
    findings = sorted(report.findings, key=lambda finding: order.index(finding.severity))
    if not findings:
        return f"<b>Проверка</b>\n{ALL_FINE} Объём: {characters(report.length)}."
    lines = ["<b>Проверка</b>"]
    for index, finding in enumerate(findings):
        line = f"{_MARKS[finding.severity]} {_finding(finding)}"
        if len("\n".join([*lines, line])) > MESSAGE_LIMIT - 400:
            lines.append(f"…и ещё {plural(len(findings) - index, 'замечание', 'замечания', 'замечаний')}.")
            break
        lines.append(line)
    return "\n".join([*lines, f"Объём: {characters(report.length)}. {_HINT}"])


_MARKS: Final = {Severity.BLOCK: "⛔", Severity.WARN: "⚠️", Severity.INFO: "ℹ️"}
_HINT: Final = "Это подсказка, а не юридическое заключение."


def _quoted(text: str | None) -> str:
    return f"«{quote(cut((text or '').strip().strip('«»'), 120))}»"


def _finding(finding: Finding) -> str:
    tail = f" Можно так: {_quoted(finding.suggestion)}." if finding.suggestion else ""
    return f"{_WORDS[finding.kind](finding)}{tail}"


def _limit(finding: Finding) -> str:
    field = _quoted(finding.field) if finding.field else "Текст"
    if finding.size is None or finding.limit is None:
        return f"{field}: объём не по правилам площадки."
    if finding.size > finding.limit:
        return f"{field}: {characters(finding.size)} при пределе {thousands(finding.limit)}."
    return f"{field}: {characters(finding.size)}, обычно не меньше {thousands(finding.limit)}."


def _form(finding: Finding) -> str:
    if finding.field and not finding.quote:
        return f"Нет поля {_quoted(finding.field)}."
    return f"Текст вне полей площадки: {_quoted(finding.quote)}."


def _rule(finding: Finding) -> str:
    reason = (
        finding.reason or "правило бренда" if finding.kind is Kind.BRAND else finding.reason
    ) or "правило"
    if not finding.quote:
        return f"{quote(reason)}"
    return f"{_quoted(finding.quote)}: {quote(reason)}"


def _language(finding: Finding) -> str:
    return (
        f"{_quoted(finding.quote)}: {quote(finding.reason or 'проверьте, нет ли здесь обрыва или повтора')}."
    )


_WORDS: Final = {
    Kind.FACT_INVENTED: lambda f: f"{_quoted(f.quote)}: нет в исходном тексте.",
    Kind.FACT_MISSING: lambda f: f"В вариант не попало {_quoted(f.expected or f.quote)}.",
    Kind.FACT_CHANGED: lambda f: f"{_quoted(f.quote)}: в исходном тексте {_quoted(f.expected)}.",
    Kind.FACT_FROM_CATALOGUE: lambda f: (
        f"{_quoted(f.quote)}: из каталога продуктов, в исходном тексте этого нет."
    ),
    Kind.LIMIT: _limit,
    Kind.FORM: _form,
    Kind.LAW: _rule,
    Kind.BRAND: _rule,
    Kind.LIKENESS: lambda f: f"Очень похоже на другой вариант{': ' + _quoted(f.quote) if f.quote else ''}.",
    Kind.LANGUAGE: _language,
}
