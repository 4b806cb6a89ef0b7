"""Files as seeds: what can't be read and why, what to know about what was read, and seeds too long."""

from collections.abc import Sequence
from typing import Final

from documents.errors import (
    Bomb,
    BrokenFile,
    DocumentError,
    Encrypted,
    NoText,
    Scanned,
    TooGreedy,
    TooLarge,
    TooManyPages,
    TooMuchText,
    TooSlow,
    UnsupportedType,
    WrongEncoding,
)
from documents.limits import MEGABYTE
from documents.seedtext import Note, NoteKind
from documents.shorten import Shortened
from handlers.texts.words import characters, cut, plural, quote, thousands

SHORTENED_SHOWN: Final = 2400  # characters of a shortened text in the message; the whole follows as a file
FACTS_SHOWN: Final = 8
FACT_SHOWN: Final = 60  # characters
TAKE_SHORTENED: Final = "✂️ Взять сокращённый"
SEND_ANOTHER: Final = "📝 Пришлю другой"
TOO_LONG: Final = "Текст длиннее, чем прочтёт модель. Ниже показал, как его сократить."
SHORTENED_TAKEN: Final = "Взял сокращённый текст."
ANOTHER_AWAITED: Final = "Хорошо. Пришлите другой текст или только нужную часть этого."
CHANGED_SINCE: Final = "Исходный текст с тех пор изменился. Показываю, как сократить его теперь."
SHORTENED_NAME: Final = "сокращённый-текст.txt"
SHORTENED_WHOLE: Final = "Сокращённый текст целиком"
NOT_FETCHED: Final = "Telegram не отдал мне файл. Пришлите его, пожалуйста, ещё раз."
READABLE: Final = ".txt, .md, .docx, .pdf с текстом и сохранённые страницы .html"
_SAVE_AS: Final = {
    "doc": "Откройте его в Word и сохраните как .docx.",
    "dot": "Откройте его в Word и сохраните как .docx.",
    "rtf": "Откройте его в Word и сохраните как .docx.",
    "odt": "Сохраните его как .docx.",
    "pages": "Сохраните его как .docx или .pdf.",
    "jpeg": "Текст с картинок я не распознаю: пришлите его словами.",
    "png": "Текст с картинок я не распознаю: пришлите его словами.",
    "gif": "Текст с картинок я не распознаю: пришлите его словами.",
    "zip": "Распакуйте архив и пришлите нужный файл.",
    "rar": "Распакуйте архив и пришлите нужный файл.",
    "7z": "Распакуйте архив и пришлите нужный файл.",
    "gzip": "Распакуйте архив и пришлите нужный файл.",
}
_OTHER: Final = "Скопируйте из него текст и пришлите сообщением."


def refusal(error: DocumentError, name: str) -> str:
    """Why the file called ``name`` is no seed, and what to do about it."""
    return f"📎 {quote(cut(name, 60)) or 'Файл'}: {_reason(error)}"


def _reason(error: DocumentError) -> str:  # one sentence for each kind
    match error:
        case UnsupportedType(found):
            kind = f"файлы .{quote(cut(found, 10))}" if found else "такие файлы"
            return f"{kind} я не читаю. {_SAVE_AS.get(found, _OTHER)} Понимаю {READABLE}."
        case TooLarge(_, limit):
            return (
                f"файл слишком большой, Telegram отдаёт ботам до {limit // MEGABYTE} МБ. "
                "Пришлите только нужную часть."
            )
        case Encrypted():
            return "файл закрыт паролем. Сохраните его без пароля и пришлите ещё раз."
        case Scanned(pages):
            return (
                f"в PDF только картинки страниц ({pages}), текста в нём нет. Похоже на скан: распознайте его "
                "или пришлите исходный документ."
            )
        case TooManyPages(pages, limit):
            return (
                f"в PDF {plural(pages, 'страница', 'страницы', 'страниц')}, а я читаю до {limit}. "
                "Пришлите только нужные страницы."
            )
        case WrongEncoding():
            return "не понял, в какой кодировке текст. Сохраните файл в UTF-8 и пришлите ещё раз."
        case NoText():
            return "в файле нет ни слова текста."
        case TooMuchText(limit):
            return f"в файле больше {characters(limit)}. Пришлите только нужную часть."
        case Bomb():
            return (
                "внутри файла гораздо больше данных, чем бывает в документах. Открывать его не стал: это "
                "похоже на вредоносный архив."
            )
        case TooSlow() | TooGreedy():
            return "файл слишком сложный, я бросил его читать. Скопируйте нужный текст и пришлите сообщением."
        case BrokenFile():
            return "файл повреждён или это не то, что обещает его имя. Проверьте, открывается ли он у вас."
    return "прочитать файл не получилось. Скопируйте из него текст и пришлите сообщением."


def note(note: Note, name: str) -> str:
    """What should be known about how a file was read."""
    shown = quote(cut(name, 60))
    match note.kind:
        case NoteKind.ENCODING:
            return f"{shown}: кодировку угадал ({quote(note.word)}), проверьте, что текст читается."
        case NoteKind.EMPTY_PAGES:
            pages = plural(note.number, "страница", "страницы", "страниц")
            return f"{shown}: {pages} без текста, похоже на скан. Их я не прочитал."
        case NoteKind.PICTURES:
            pictures = plural(note.number, "картинку", "картинки", "картинок")
            return f"{shown}: {pictures} пропустил, текст с них не взят."
        case NoteKind.MAIN_TEXT:
            return f"{shown}: взял основной текст страницы, без меню и боковых колонок."


def offer(shortened: Shortened, size: int) -> str:
    """A seed of ``size`` characters is too long for the model; ``shortened`` is what would be read of it."""
    sentences = plural(shortened.kept, "предложение", "предложения", "предложений")
    whole = thousands(shortened.kept + shortened.dropped)
    text = cut(shortened.text, SHORTENED_SHOWN)
    return (
        "<b>Текст длиннее, чем прочтёт модель</b>\n"
        f"В нём {characters(size)}, поместится {characters(len(shortened.text))}. Я оставил то, в чём есть "
        f"факты: {sentences} из {whole}.\n"
        f"<blockquote expandable>{quote(text)}</blockquote>\n"
        f"{_lost(shortened.facts_lost)}\n\n"
        "Без вашего согласия сокращать не буду: возьмите сокращённый текст или пришлите другой."
    )


def shortened_file(shortened: Shortened) -> str:
    """The whole shortened text with what it lost, as a text file."""
    lost = [f"— {fact}" for fact in shortened.facts_lost]
    return "\n".join([shortened.text, *(["", "Не вошли факты:", *lost] if lost else [])])


def _lost(facts: Sequence[str]) -> str:
    if not facts:
        return "Все факты остались."
    shown = ", ".join(f"«{quote(cut(fact.strip('«»'), FACT_SHOWN))}»" for fact in facts[:FACTS_SHOWN])
    rest = len(facts) - FACTS_SHOWN
    return f"⚠️ Не вошли факты: {shown}{f' и ещё {thousands(rest)}' if rest > 0 else ''}."


def was_shortened(original: int, shortened: int) -> str:
    """On the card, as long as the brief is about the shortened text."""
    return f"<i>Текст сокращён: было {characters(original)}, стало {thousands(shortened)}.</i>"
