"""aiogram's types are built when they are needed (handlers/lean.py), and are the very same."""

import pytest
from aiogram import methods, types


def test_a_type_nobody_used_is_not_built_yet_and_works_at_its_first_use() -> None:
    """A start takes a third of the time, and half of the memory."""
    assert types.Update.__pydantic_complete__
    assert not types.ShippingQuery.__pydantic_complete__
    asked = {
        "id": "1",
        "from": {"id": 1, "is_bot": False, "first_name": "Анна"},
        "invoice_payload": "",
        "shipping_address": dict.fromkeys(
            ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), ""
        ),
    }
    assert types.ShippingQuery.model_validate(asked).from_user.first_name == "Анна"
    answer = methods.Response[types.MenuButtonWebApp].model_validate({"ok": True, "result": None})
    assert answer.ok
    media = types.InputMediaPhoto(media="id", caption="раскрой")
    assert methods.SendMediaGroup(chat_id=1, media=[media]).media == [media]


@pytest.mark.long
def test_every_type_and_method_can_be_built() -> None:
    for where in (types, methods):
        for name in where.__all__:
            if hasattr(found := getattr(where, name), "model_rebuild"):
                assert found.model_rebuild() is not False, name
                assert found.__pydantic_complete__, name
