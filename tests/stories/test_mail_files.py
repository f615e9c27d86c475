"""Files of the desk go by mail byte for byte; what does not fit is told to both sides (R7, B4)."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from tests.house import House
from tests.postman import FULL, Postman, postman, words

ANNA = "anna@okna.ru"


async def taken(house: House, post: Postman) -> None:
    house.petr.in_private.command("/start")
    await post.writes(f"Анна <{ANNA}>", FULL, "Раскрой")
    await house.takes(house.petr)


async def answers(house: House, send: Any, **how: Any) -> Any:
    """[Ответить], what `send` sends in reply, and the ten seconds pass."""
    await house.presses(house.petr, "Ответить")
    sent = send(**how, reply_to="Ответьте на это сообщение")
    await house.wait(seconds=12)
    return sent


def inside(letter: EmailMessage) -> list[tuple[str | None, bytes]]:
    return [(part.get_filename(), bytes(part.get_payload(decode=True))) for part in letter.iter_attachments()]  # type: ignore[arg-type]


def in_telegram(house: House, message: Any) -> bytes:
    body = message.body
    file = next(body[kind] for kind in ("document", "voice", "sticker", "photo") if kind in body)
    file = file[-1] if isinstance(file, list) else file
    return house.world.files.get(file["file_id"]).data


async def test_files_of_every_kind_arrive_byte_for_byte(house: House) -> None:
    async with postman(house) as post:
        await taken(house, post)
        data = bytes(range(256)) * 300 + "\r\n.\r\nFrom слово\n".encode()
        send = house.petr.sends_document
        await answers(house, send, name="отчёт № 1.txt", caption="Вот <отчёт>", data=data)
        letter = post.to(ANNA)[-1]
        assert inside(letter) == [("отчёт № 1.txt", data)]
        assert "Вот <отчёт>\n\nВо вложении: отчёт № 1.txt" in words(letter)
        album = await answers(house, house.petr.sends_album, n=3, caption="Снимки")
        letter = post.to(ANNA)[-1]
        assert [data for _, data in inside(letter)] == [in_telegram(house, one) for one in album]
        assert len({data for _, data in inside(letter)}) == 3
        assert "Снимки\n\nВо вложении: фото, фото, фото" in words(letter)
        for kind, name, told in (
            ("voice", "voice.oga", "голосовое сообщение"),
            ("sticker", "sticker.webp", "стикер"),
            ("photo", "photo.jpg", "фото"),
        ):
            sent = await answers(house, house.petr.sends, kind=kind)
            letter = post.to(ANNA)[-1]
            assert inside(letter) == [(name, in_telegram(house, sent))]
            assert f"Во вложении: {told}" in words(letter)
        await answers(house, house.petr.sends_location)
        assert "Место: 59." in words(post.to(ANNA)[-1])


async def test_files_of_a_client_come_under_the_card_byte_for_byte(house: House) -> None:
    """B4, B6: up to three one by one, more of them as one archive; an inline picture is a file like any."""
    async with postman(house) as post:
        await post.writes(f"Анна <{ANNA}>", FULL, "Раскрой")
        data = [bytes([n]) * 30_000 for n in range(5)]
        letter = EmailMessage()
        letter["From"], letter["Subject"], letter["Message-ID"] = ANNA, "26-00001", "<files@okna.ru>"
        letter.set_content("Вот снимки")
        letter.add_attachment(
            data[0], maintype="image", subtype="png", disposition="inline", cid="<p>", filename="а.png"
        )
        letter.add_attachment(data[1], maintype="audio", subtype="ogg", filename="голос.ogg")
        await post.brings(letter.as_bytes())
        shown = [one for one in house.petr.chat if "document" in one.body]
        assert [in_telegram(house, one) for one in shown] == data[:2]
        for n in (2, 3):
            letter.add_attachment(data[n], maintype="application", subtype="pdf", filename="отчёт.pdf")
        letter.replace_header("Message-ID", "<more@okna.ru>")
        await post.brings(letter.as_bytes())
        (packed,) = [one for one in house.petr.chat if "document" in one.body][2:]
        with ZipFile(BytesIO(in_telegram(house, packed))) as archive:
            assert [archive.read(name) for name in archive.namelist()] == data[:4]


async def test_what_does_not_fit_into_a_letter_is_told_to_both(house: House) -> None:
    """Without Telegram the holder brings it in another way; with it, the chat gets the whole."""
    async with postman(house) as post:
        await taken(house, post)
        huge = {"name": "big.zip", "size": 35 * 1024 * 1024}
        await answers(house, house.petr.sends_document, caption="Образ", **huge)
        letter = post.to(ANNA)[-1]
        assert inside(letter) == []
        assert "В письмо не поместилось: big.zip (35 МБ)" in words(letter)
        house.petr.in_private.sees("26-00001: в письмо клиенту не вошло: big.zip (35 МБ)")

        await house.knows(house.stranger)
        await house.says(house.stranger, "/mail")
        await house.presses(house.stranger, "✉️ По почте")
        await house.files(house.stranger, "Не открывается")
        await house.takes(house.petr)
        sent = len(post.taken)
        await house.presses(house.petr, "Ответить", on="26-00002 · П2")
        house.petr.sends_document(caption="Ещё", reply_to="Ответьте на это сообщение", **huge)
        await house.wait(seconds=12)
        assert len(post.taken) == sent
        house.stranger.sees("Ещё")


@pytest.mark.long
async def test_a_file_that_telegram_does_not_give_now_is_waited_for_and_then_told_of(house: House) -> None:
    async with postman(house) as post:
        await taken(house, post)
        sent = len(post.taken)
        fault = house.world.faults.server_error(method="getFile", times=2)
        await answers(house, house.petr.sends_document, name="a.pdf", data=b"%PDF", caption="Смотрите")
        assert len(post.taken) == sent
        await house.wait(minutes=10)
        assert fault.hits == 2
        assert inside(post.taken[-1]) == [("a.pdf", b"%PDF")]
        house.world.faults.server_error(method="getFile", times=None)
        await answers(house, house.petr.sends_document, name="b.pdf", data=b"%PDF", caption="И это")
        await house.wait(hours=3)
        letter = post.taken[-1]
        assert inside(letter) == []
        told, _, signature = words(letter).partition("\n-- \n")
        assert "И это" in told
        assert "Не приложен: b.pdf" in told
        assert "Служба поддержки" in signature
        house.petr.in_private.sees("в письмо клиенту не вошло: b.pdf")
