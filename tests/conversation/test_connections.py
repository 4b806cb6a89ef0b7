"""The process opens no connection but to the Telegram server that it was told."""

from urllib.parse import urlsplit

from tests.conversation.overheard import Overheard


def heard(overheard: Overheard, what: str) -> set[str]:
    return {line.removeprefix(f"{what} ") for line in overheard.connections if line.startswith(f"{what} ")}


def test_it_connects_to_the_telegram_server_and_nowhere_else(overheard: Overheard) -> None:
    server = urlsplit(overheard.url)

    assert heard(overheard, "connect") == {repr((server.hostname, server.port))}


def test_it_asks_for_no_other_name(overheard: Overheard) -> None:
    server = urlsplit(overheard.url)
    names = {line.split(",")[0].strip("('b") for line in heard(overheard, "resolve")}

    assert names <= {server.hostname}


def test_it_sends_nothing_without_a_connection_and_listens_nowhere(overheard: Overheard) -> None:
    assert heard(overheard, "send") == set()
    assert heard(overheard, "bind") == set()
