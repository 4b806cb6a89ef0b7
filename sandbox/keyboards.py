"""What Telegram accepts under a message: inline keyboards and reply keyboards."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.entities import units
from sandbox.errors import bad_request

Markup = dict[str, Any]

CALLBACK_DATA_BYTES = 64
COPY_TEXT_UNITS = 256
MAX_BUTTONS = 100
MAX_IN_ROW = 8
_STYLES = (None, "danger", "success", "primary")
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


def checked_markup(markup: object) -> Markup | None:
    """The keyboard as Telegram would keep it; raises ApiError for one that it refuses."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        kept = [[_inline_button(button) for button in row] for row in rows]
        return {"inline_keyboard": kept} if kept else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "reply keyboard")
        return {**markup, "keyboard": [[_reply_button(button) for button in row] for row in rows]}
    if "remove_keyboard" in markup or "force_reply" in markup:
        return markup
    raise bad_request("object expected as reply markup")


def inline_only(markup: object) -> Markup | None:
    """Edits take inline keyboards only."""
    checked = checked_markup(markup)
    if checked is not None and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def _rows(rows: object, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {name} markup JSON object")
    filled = [row for row in rows if row]
    if sum(map(len, filled)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in filled):
        raise bad_request("reply markup is too long")
    return filled


def _inline_button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse inline keyboard button: Text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request(
            "can't parse inline keyboard button: exactly one of the optional fields must be used"
        )
    if button.get("style") not in _STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    _check_action(actions[0], button[actions[0]])
    return {name: button[name] for name in ("text", "style", *actions) if button.get(name) is not None}


def _check_action(name: str, value: Any) -> None:
    if name == "callback_data" and not 1 <= len(str(value).encode()) <= CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if name == "copy_text":
        text = value.get("text", "") if isinstance(value, dict) else ""
        if not 1 <= units(text) <= COPY_TEXT_UNITS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if name == "url" and not _is_link(str(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")


def _is_link(url: str) -> bool:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme == "tg":
        return True
    return parts.scheme in {"http", "https"} and "." in parts.netloc and " " not in url


def _reply_button(button: object) -> dict[str, Any]:
    plain = {"text": button} if isinstance(button, str) else button
    if not isinstance(plain, dict) or not plain.get("text"):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    return plain
