"""The bot about itself: who it is, its commands and texts, how it gets updates."""

import re
from datetime import timedelta
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.model import JSON
from bot.sandbox.profile import Webhook

from .base import Call, method


@method("getMe")
def get_me(call: Call) -> JSON:
    return call.world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    url, world = call.get("url") or "", call.world
    # Telegram wants https; on one's own machine there is no certificate to be had
    if url and not re.match(r"https?://", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.get("secret_token") or ""
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    world.profile.webhook = Webhook(url, secret, call.get("max_connections", 40), call.get("allowed_updates"))
    world.updates.allow(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        world.updates.confirm(2**62)
    for tell in world.updates.watchers:
        tell()
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    call.world.profile.webhook = Webhook()
    if call.get("drop_pending_updates"):
        call.world.updates.confirm(2**62)
    return True


@method("getWebhookInfo")
def webhook_info(call: Call) -> JSON:
    return call.world.profile.webhook.json(len(call.world.updates.waiting()))


@method("logOut", "close")
def log_out(call: Call) -> bool:
    return True


def _scope(call: Call) -> tuple[tuple[Any, ...], str]:
    scope = call.get("scope") or {"type": "default"}
    key = [scope["type"], *(scope[name] for name in ("chat_id", "user_id") if name in scope)]
    if "chat_id" in scope:
        call.world.chat_for_bot(scope["chat_id"])
    return tuple(key), call.get("language_code") or ""


@method("setMyCommands")
def set_commands(call: Call) -> bool:
    if len(call["commands"]) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in call["commands"]:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    call.world.profile.commands[_scope(call)] = call["commands"]
    return True


@method("getMyCommands")
def get_commands(call: Call) -> list[JSON]:
    return call.world.profile.commands.get(_scope(call), [])


@method("deleteMyCommands")
def delete_commands(call: Call) -> bool:
    call.world.profile.commands.pop(_scope(call), None)
    return True


LONGEST = {"description": 512, "short_description": 120, "name": 64}


@method("setMyDescription", "setMyShortDescription", "setMyName")
def set_text(call: Call) -> bool:
    what = _about(call)
    text = call.get(what) or ""
    if len(text) > LONGEST[what]:
        raise bad_request(f"BOT_{what.upper()}_TOO_LONG")
    call.world.profile.texts[what, call.get("language_code") or ""] = text
    return True


@method("getMyDescription", "getMyShortDescription", "getMyName")
def get_text(call: Call) -> JSON:
    what = _about(call)
    texts = call.world.profile.texts
    default = call.world.bot.first_name if what == "name" else ""
    return {what: texts.get((what, call.get("language_code") or "")) or texts.get((what, ""), default)}


def _about(call: Call) -> str:
    name = call.name[len("setMy") :]
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@method("setChatMenuButton")
def set_menu_button(call: Call) -> bool:
    call.world.profile.menu_buttons[call.get("chat_id")] = call.get("menu_button") or {"type": "default"}
    return True


@method("getChatMenuButton")
def get_menu_button(call: Call) -> JSON:
    buttons = call.world.profile.menu_buttons
    return buttons.get(call.get("chat_id")) or buttons.get(None) or {"type": "commands"}


@method("setMyDefaultAdministratorRights")
def set_rights(call: Call) -> bool:
    call.world.profile.default_rights[bool(call.get("for_channels"))] = call.get("rights") or {}
    return True


@method("getUpdates")
async def get_updates(call: Call) -> list[str]:
    """JSON texts of the updates: the door joins them as they are."""
    return await call.world.get_updates(
        call.get("offset", 0),
        call.get("limit", 100),
        min(call.get("timeout", 0), timedelta(seconds=50).total_seconds()),
        call.get("allowed_updates"),
    )
