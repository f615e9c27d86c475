"""Requests, read by aiogram's own models of the methods: what aiogram can't have meant is refused."""

import json
import re
import types
from functools import cache
from typing import Any, Union, get_args, get_origin

from aiogram import methods as aiogram_methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import (
    ForceReply,
    InlineKeyboardMarkup,
    InputFile,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    TelegramObject,
)
from pydantic import BaseModel, ValidationError

from .errors import ApiError, bad_request

JSON = dict[str, Any]
Method = type[TelegramMethod[Any]]
KNOWN: dict[str, Method] = {
    method.__api_method__.lower(): method
    for method in vars(aiogram_methods).values()
    if isinstance(method, type) and issubclass(method, TelegramMethod) and method is not TelegramMethod
}
# pydantic's own choice in the union goes wrong as soon as a field is misspelt
KEYBOARDS: dict[str, type[TelegramObject]] = {
    "inline_keyboard": InlineKeyboardMarkup,
    "keyboard": ReplyKeyboardMarkup,
    "remove_keyboard": ReplyKeyboardRemove,
    "force_reply": ForceReply,
}
EMPTY = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "callback_query_id": "query is empty",
}


def read_request(name: str, raw: JSON, uploaded: set[str]) -> JSON:
    """The parameters as plain JSON values, checked; raises ApiError in Telegram's manner."""
    model = KNOWN[name.lower()]
    plan = _plan(model)
    for field in uploaded:
        if field in plan and field not in raw:
            raw[field] = f"attach://{field}"
    unknown = [key for key in raw if key not in plan]
    if unknown:
        raise bad_request(f'the sandbox knows no parameter "{unknown[0]}" of {model.__api_method__}')
    values = {key: _decoded(key, value, plan[key]) for key, value in raw.items() if value is not None}
    for key, about in model.model_fields.items():
        if about.is_required() and key not in values:
            raise bad_request(EMPTY.get(key, f'parameter "{key}" is required'))
    checked = dict(values)
    if isinstance(markup := values.get("reply_markup"), dict):
        checked["reply_markup"] = _keyboard(markup)
    try:
        parsed = model.model_validate(checked)
    except ValidationError as error:
        raise _refusal(error) from None
    _no_strangers(parsed, model.__api_method__)
    return {key: getattr(parsed, key) if plan[key] == "number" else value for key, value in values.items()}


@cache
def _plan(model: Method) -> dict[str, str]:
    """How each parameter comes: text, chat (number or @name), number, json."""
    return {key: _manner(_leaves(field.annotation)) for key, field in model.model_fields.items()}


def _leaves(annotation: Any) -> set[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        return set().union(*(_leaves(part) for part in get_args(annotation)))
    return {annotation}


def _manner(kinds: set[Any]) -> str:
    kinds = kinds - {type(None), Default, InputFile}
    if kinds == {str}:
        return "text"
    if kinds == {int, str}:
        return "chat"
    if kinds <= {int, float, bool}:
        return "number"
    return "json"


def _decoded(key: str, value: Any, manner: str) -> Any:
    if not isinstance(value, str):
        return str(value) if manner == "text" and isinstance(value, int | float) else value
    match manner:
        case "text":
            return value
        case "chat":
            return int(value) if re.fullmatch(r"-?\d+", value) else value
        case "number":
            return value.lower() if value.lower() in {"true", "false"} else value
    try:
        return json.loads(value)
    except ValueError:
        what = "reply keyboard markup" if key == "reply_markup" else key
        raise bad_request(f"can't parse {what} JSON object") from None


def _keyboard(markup: JSON) -> TelegramObject | None:
    for key, model in KEYBOARDS.items():
        if key in markup:
            try:
                return model.model_validate(markup)
            except ValidationError as error:
                raise _refusal(error, "can't parse reply keyboard markup JSON object: ") from None
    if markup:
        raise bad_request("object expected as reply markup")
    return None


def _no_strangers(value: Any, where: str) -> None:
    """Every aiogram object lets unknown fields through; Telegram would drop them without a word."""
    if isinstance(value, BaseModel):
        if value.model_extra:
            raise bad_request(f'the sandbox knows no field "{next(iter(value.model_extra))}" in {where}')
        for name in value.model_fields_set:
            inner = getattr(value, name)
            if isinstance(inner, BaseModel | list):
                _no_strangers(inner, type(value).__name__ if isinstance(value, TelegramObject) else where)
    elif isinstance(value, list):
        for one in value:
            _no_strangers(one, type(one).__name__ if isinstance(one, BaseModel) else where)


def _refusal(error: ValidationError, prefix: str = "") -> ApiError:
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return bad_request(f"{prefix}{place}: {first['msg']}")
