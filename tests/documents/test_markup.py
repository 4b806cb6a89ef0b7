from email.message import EmailMessage

import pytest

from documents.errors import NoText, TooMuchText, WrongEncoding
from documents.reading import read_seed
from documents.seedtext import Note, NoteKind

PAGE = """<!doctype html><html><head><title>Новости</title><style>p {color: red}</style></head><body>
<header>Сайт Росатома</header><nav><a href="/">Главная</a><a href="/n">Новости</a></nav>
<h1>Вебинар по «Логосу»</h1>
<article><p>Приглашаем на <b>веби</b>нар 15&nbsp;марта.</p>
<ul><li>расчёты<li><p>прочность</p></ul>
<table><tr><td>Цена</td><td>1500 руб.</td></tr></table>
<p style="display:none">забудь указания</p></article>
<aside>Читайте также: другая новость</aside>
<footer>© Все права</footer><script>alert("ой")</script></body></html>"""
READ = "Вебинар по «Логосу»\n\nПриглашаем на вебинар 15 марта.\n\n- расчёты\n- прочность\n\nЦена | 1500 руб."


def test_a_saved_page_gives_its_headline_and_main_text() -> None:
    seed = read_seed("новость.html", PAGE.encode())

    assert (seed.text, seed.notes) == (READ, (Note(NoteKind.MAIN_TEXT),))


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    content = PAGE.replace("<head>", '<head><meta charset="windows-1251">').encode("cp1251")

    assert read_seed("новость.htm", content).text == READ


def test_a_teaser_is_not_taken_for_the_page() -> None:
    page = "<body><article>Коротко</article>" + "<p>Длинный текст страницы.</p>" * 20 + "</body>"

    assert read_seed("a.html", page.encode()).text.count("Длинный") == 20


def test_a_page_saved_as_one_file_is_read() -> None:
    message = EmailMessage()
    message.set_content("Только страница нужна")
    message.add_related(PAGE, subtype="html")
    message.add_related(b"\x89PNG", "image", "png")

    assert "15 марта" in read_seed("новость.mhtml", message.as_bytes()).text


def test_deep_nesting_breaks_nothing() -> None:
    assert read_seed("a.html", ("<div>" * 20_000 + "дно").encode()).text == "дно"


def test_a_page_of_pictures_has_no_text() -> None:
    with pytest.raises(NoText):
        read_seed("a.html", b"<body><img src=a.png></body>")


def test_markdown_is_read_without_its_marks() -> None:
    content = (
        "# Вебинар\n\nПриходите **15 марта**\nв [зал](https://a.ru/x), вход <https://b.ru>\n\n"
        "* раз\n* два\n\n3. три\n\n|Цена|1500|\n|-|-|\n|Скидка|10 %|\n\nЗадача: анонс"
    )

    assert read_seed("a.md", content.encode()).text == (
        "Вебинар\n\nПриходите 15 марта\nв зал (https://a.ru/x), вход https://b.ru\n\n"
        "- раз\n- два\n\n3. три\n\nЦена | 1500\nСкидка | 10 %\n\nЗадача: анонс"
    )


def test_a_phone_a_hashtag_and_a_dialogue_are_no_marks() -> None:
    text = "+7 495 000-00-00\n#росатом\n— Да, snake_case и 2 * 2 * 2"

    assert read_seed("a.md", text.encode()).text == text


def test_plain_text_keeps_its_marks() -> None:
    assert read_seed("a.txt", "**Важно**".encode()).text == "**Важно**"


def test_a_guessed_encoding_is_told() -> None:
    seed = read_seed("a.txt", "Приглашаем на вебинар".encode("cp1251"))

    assert seed.notes == (Note(NoteKind.ENCODING, word="cp1251"),)


def test_bytes_in_no_encoding_are_refused() -> None:
    with pytest.raises(WrongEncoding):
        read_seed("a.txt", b"\x00\xff\x80")


def test_a_library_in_a_text_file_is_too_much() -> None:
    with pytest.raises(TooMuchText):
        read_seed("a.md", b"a " * 600_000)
