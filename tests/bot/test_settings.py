import os
from pathlib import Path

import pytest

from bot.settings import Misconfigured, Settings, load, suspicious
from storage.records import Streaming

TOKEN = "123456:ABC-def_0123456789abcdefghijklmno"


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def write(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


def test_nothing_needs_to_be_configured() -> None:
    settings = load()

    assert settings.bot_token is None
    assert (settings.variants, settings.streaming, settings.engine) == (4, Streaming.DRAFT, "llama")


def test_the_example_file_is_valid_and_sets_nothing_that_is_needed() -> None:
    write((Path(__file__).resolve().parents[2] / ".env.example").read_text(encoding="utf-8"))

    assert load() == Settings(_env_file=None)


def test_every_setting_is_in_the_example_file() -> None:
    example = (Path(__file__).resolve().parents[2] / ".env.example").read_text(encoding="utf-8")
    named = {line.split("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")}

    assert {name.upper() for name in Settings.model_fields} - named == set()


def test_the_environment_wins_over_the_file_and_empty_counts_as_unset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("VARIANTS=3\nSTREAMING=edit\nN_THREADS=\n")
    monkeypatch.setenv("VARIANTS", "2")
    monkeypatch.setenv("STREAMING", "")

    settings = load()

    assert (settings.variants, settings.streaming, settings.n_threads) == (2, Streaming.EDIT, None)


def test_ids_are_separated_by_commas() -> None:
    write("ADMIN_IDS= 1, 22 ,333,\n")

    assert load().admin_ids == {1, 22, 333}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("VARIANTS=9", "VARIANTS: input should be less than or equal to 6 (it is '9')"),
        ("VARIANTS=many", "VARIANTS: input should be a valid integer"),
        ("ADMIN_IDS=1,@anna", "ADMIN_IDS: must be numbers separated by commas, and '@anna' is not a number"),
        ("STREAMING=fast", "STREAMING: input should be 'draft', 'edit' or 'off'"),
        ("ENGINE=openai", "ENGINE: openai needs OPENAI_BASE_URL and OPENAI_MODEL"),
        ("TELEGRAM_API_URL=http://localhost:1", "BOT_TOKEN: must be set when TELEGRAM_API_URL is"),
        ("PROXY_URL=localhost:9050", "PROXY_URL: must be a URL that starts with http://"),
        ("HEALTH_PORT=70000", "HEALTH_PORT: input should be less than or equal to 65535"),
        ("BOT_TOKN=1:abc", "BOT_TOKN is not a setting; did you mean BOT_TOKEN?"),
        ("WEBHOOK_URL=https://bot.example/hook", "BOT_TOKEN: must be set when WEBHOOK_URL is"),
        (
            f"BOT_TOKEN={TOKEN}\nWEBHOOK_URL=http://bot.example",
            "WEBHOOK_URL: Telegram brings updates to https://",
        ),
        ("LOG_FORMAT=xml", "LOG_FORMAT: input should be 'text' or 'json'"),
        ("LOG_LEVEL=LOUD", "LOG_LEVEL: input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ],
)
def test_a_wrong_setting_is_one_line_with_its_name(line: str, said: str) -> None:
    write(line)

    with pytest.raises(Misconfigured) as wrong:
        load()

    assert said in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("name", ["BOT_TOKEN", "PROXY_URL", "WEBHOOK_SECRET"])
def test_secrets_are_never_repeated(name: str) -> None:
    write(f"{name}=secret-word")

    with pytest.raises(Misconfigured) as wrong:
        load()

    assert name in str(wrong.value)
    assert "secret-word" not in str(wrong.value)


def test_a_token_does_not_show_in_what_is_printed() -> None:
    write(f"BOT_TOKEN={TOKEN}")

    assert TOKEN not in repr(load())


def test_other_programs_variables_in_the_file_are_nobodys_business() -> None:
    write("COMPOSE_PROJECT_NAME=ads\nHF_HOME=/tmp\n")

    load()


def test_a_misspelt_variable_of_the_environment_is_pointed_out() -> None:
    assert suspicious({"BOT_TOKENS": "", "PATH": "", "LOG_LEVEL": ""}) == [
        "BOT_TOKENS is not a setting; did you mean BOT_TOKEN?"
    ]
    assert suspicious({name: "" for name in os.environ if name.isupper() and len(name) < 5}) == []
