"""Keyboards: what Telegram refuses in them."""

from typing import Any
from urllib.parse import urlsplit

from .entities import utf16_length
from .errors import bad_request
from .model import Chat

JSON = dict[str, Any]
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
MAX_BUTTONS = 100


def check_markup(markup: JSON | None, chat: Chat) -> JSON | None:
    """The markup to keep with a message, or Telegram's refusal."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _check_inline(markup)
    if "keyboard" in markup:
        _check_reply(markup, chat)
    return markup


def _check_inline(markup: JSON) -> JSON | None:
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text", "").strip():
            raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
        if not any(action in button for action in ACTIONS):
            raise bad_request(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            )
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
        if "url" in button and not _is_url(button["url"]):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
        if "copy_text" in button and not 1 <= utf16_length(button["copy_text"]["text"]) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {**markup, "inline_keyboard": rows} if rows else None


def _is_url(url: str) -> bool:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return parts.scheme == "tg" or (parts.scheme in {"http", "https"} and "." in (parts.hostname or ""))


def _check_reply(markup: JSON, chat: Chat) -> None:
    keys = [key for row in markup["keyboard"] for key in row]
    if not keys:
        raise bad_request("reply keyboard must be non-empty")
    for key in keys:
        if isinstance(key, dict) and key.get("request_contact") and not chat.is_private:
            raise bad_request("phone number can be requested in private chats only")
