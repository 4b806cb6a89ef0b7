"""What the environment or ``.env`` may say. Read once, at start; everybody else receives values."""

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from copywriting.checks.likeness import TOO_ALIKE_IN_MEANING
from storage.records import Streaming

TOKEN = re.compile(r"\d+:[\w-]{3,}")
SECRET = re.compile(
    r"[A-Za-z0-9_-]{16,256}"
)  # Telegram's alphabet; so short that one can be guessed it takes, too
SECRETS = frozenset(
    {"BOT_TOKEN", "OPENAI_API_KEY", "PROXY_URL", "WEBHOOK_SECRET"}
)  # their values are never repeated
# How like a name of ours a typo is: `BOT_TOKN` is one, `DEBUG` is not. The environment is full of other
# programs' names, so there it takes more to be suspicious.
TYPO_IN_FILE, TYPO_IN_ENVIRONMENT = 0.75, 0.9


class Misconfigured(Exception):  # named for what happened
    """A setting is wrong; the message is the one line to show."""


def _token(value: SecretStr) -> SecretStr:
    if not TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("does not look like a bot token (123456:ABC-def…, from @BotFather)")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if not SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("must be 16 to 256 of A-Z, a-z, 0-9, _ and -")
    return value


def _url(value: str, *schemes: str) -> str:
    if not re.fullmatch(rf"({'|'.join(schemes)})://[^\s/]+\S*", value):
        raise ValueError(f"must be a URL that starts with {', '.join(f'{scheme}://' for scheme in schemes)}")
    return value.rstrip("/")


def _web(value: str) -> str:
    return _url(value, "http", "https")


def _proxy(value: str) -> str:
    return _url(value, "http", "https", "socks4", "socks5")


def _ids(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if wrong := [part for part in parts if not part.isdecimal()]:
        raise ValueError(f"must be numbers separated by commas, and {wrong[0]!r} is not a number")
    return [int(part) for part in parts]


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _zone(value: Any) -> Any:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (ValueError, OSError, ZoneInfoNotFoundError):  # what it raises depends on how the name is wrong
        raise ValueError("must be a time zone's name like Europe/Moscow or Asia/Yekaterinburg") from None


Port = Annotated[int, Field(ge=1, le=65535)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Count = Annotated[int, Field(ge=1)]
Web = Annotated[str, AfterValidator(_web)]


class Settings(BaseSettings):
    """Names and meaning are those of the README's table."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_api_url: Web | None = None
    proxy_url: Annotated[str, AfterValidator(_proxy)] | None = None
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = frozenset()
    database_path: Path = Path("copydesk.sqlite3")

    engine: Annotated[Literal["llama", "openai"], BeforeValidator(_lower)] = "llama"
    model_path: str | None = None
    adapter_path: Path | None = None
    embedding_model_path: Path | None = None
    embedding_alike: Annotated[float, Field(gt=0, le=1)] = TOO_ALIKE_IN_MEANING
    openai_base_url: Web | None = None
    openai_api_key: SecretStr | None = None
    openai_model: str | None = None
    n_ctx: Annotated[int, Field(ge=0)] = 0
    n_threads: Count | None = None

    variants: Annotated[int, Field(ge=1, le=6)] = 4
    streaming: Annotated[Streaming, BeforeValidator(_lower)] = Streaming.DRAFT
    queue_limit: Count = 100
    user_queue_limit: Count = 3
    job_ttl: Count = 3600
    retention_days: Count | None = None
    time_zone: Zone = ZoneInfo("Europe/Moscow")

    webhook_url: Web | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: Port = 8082

    health_port: Port | None = None
    health_host: str = "127.0.0.1"
    sandbox_port: Port = 8080
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.engine == "openai" and not (self.openai_base_url and self.openai_model):
            raise ValueError("ENGINE: openai needs OPENAI_BASE_URL and OPENAI_MODEL")
        if self.telegram_api_url and self.bot_token is None:
            raise ValueError("BOT_TOKEN: must be set when TELEGRAM_API_URL is")
        if self.webhook_url and self.bot_token is None:
            raise ValueError("BOT_TOKEN: must be set when WEBHOOK_URL is")
        if self.webhook_url and not (self.webhook_url.startswith("https://") or self.telegram_api_url):
            raise ValueError("WEBHOOK_URL: Telegram brings updates to https:// only")
        return self


def load(env_file: Path = Path(".env")) -> Settings:
    """Read the settings; raises ``Misconfigured`` naming the variable and what is wrong with it."""
    try:
        in_file = dotenv_values(env_file).keys() if env_file.is_file() else []
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{env_file}: can't be read ({error})") from None
    if typos := _typos(in_file, TYPO_IN_FILE):
        raise Misconfigured("; ".join(f"{env_file}: {typo}" for typo in typos))
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise Misconfigured("; ".join(_sentence(dict(problem)) for problem in error.errors())) from None


def suspicious(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Warnings about environment variables that are probably misspelt settings."""
    return _typos(environment, TYPO_IN_ENVIRONMENT)


def _typos(names: Iterable[str], cutoff: float) -> list[str]:
    ours = [name.upper() for name in Settings.model_fields]
    found = []
    for name in names:
        close = difflib.get_close_matches(name.upper(), ours, n=1, cutoff=cutoff)
        if close and close[0] != name.upper():
            found.append(f"{name} is not a setting; did you mean {close[0]}?")
    return found


def _sentence(problem: Mapping[str, Any]) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return message
    name = str(problem["loc"][0]).upper()
    shown = "" if name in SECRETS else f" (it is {str(problem['input'])!r})"
    return f"{name}: {message[0].lower()}{message[1:]}{shown}"
