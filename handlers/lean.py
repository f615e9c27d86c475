"""aiogram imported in half the time: its four hundred types are built when each is first needed.

They ask for that themselves (`defer_build`), yet at the end of its import aiogram builds every one of them,
each anew with all that it is made of: seconds of every start, and half of the memory. Here they only keep
the names that their annotations speak of, and pydantic builds each at its first use, the very same.

Of use to whoever imports it before aiogram; to anybody else it does no harm.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic._internal._config import ConfigWrapper
from pydantic._internal._fields import rebuild_model_fields
from pydantic._internal._namespace_utils import NsResolver


def _import() -> None:
    names: dict[str, Any] = {}

    def later(model: Any, /, *, _types_namespace: dict[str, Any]) -> None:
        names.update(_types_namespace)
        model.__pydantic_parent_namespace__ = names

    def built(model: Any, source: Any, handler: Any) -> Any:
        # Part of another model, which does not know what names this one means.
        if not model.__pydantic_fields_complete__:
            model.__pydantic_fields__, model.__pydantic_extra_info__ = rebuild_model_fields(
                model,
                config_wrapper=ConfigWrapper(model.model_config, check=False),
                ns_resolver=NsResolver(parent_namespace=names),
                typevars_map={},
            )
        return handler(source)

    at_once = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(later)  # type: ignore[method-assign,assignment] # meanwhile
    try:
        from aiogram.types import TelegramObject, Update
    finally:
        BaseModel.model_rebuild = at_once  # type: ignore[method-assign]
    TelegramObject.__get_pydantic_core_schema__ = classmethod(built)  # type: ignore[method-assign,assignment]
    Update.model_rebuild()  # every update needs it: not in the way of the first


_import()
