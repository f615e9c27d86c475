"""Files, by file_id or uploaded, alone or as an album."""

import secrets

from bot.sandbox.errors import bad_request
from bot.sandbox.files import DOWNLOAD_LIMIT
from bot.sandbox.model import JSON

from .base import Call, caption_of, deliver, method

KINDS = {
    "sendphoto": "photo",
    "senddocument": "document",
    "sendvideo": "video",
    "sendvoice": "voice",
    "sendvideonote": "video_note",
    "sendaudio": "audio",
    "sendanimation": "animation",
    "sendsticker": "sticker",
}
TOGETHER = ({"photo", "video"}, {"document"}, {"audio"})


@method(
    "sendPhoto",
    "sendDocument",
    "sendVideo",
    "sendVoice",
    "sendVideoNote",
    "sendAudio",
    "sendAnimation",
    "sendSticker",
)
def send_file(call: Call) -> JSON:
    call.world.chat_to_write(call["chat_id"])
    kind = KINDS[call.name.lower()]
    caption, entities = caption_of(call) if "caption" in call.params else (None, [])
    file = call.files_of(call[kind], kind)
    parts: JSON = {"body": {kind: file.payload}, "caption": caption, "entities": entities}
    return deliver(call, parts)[0].json()


@method("sendMediaGroup")
def send_album(call: Call) -> list[JSON]:
    call.world.chat_to_write(call["chat_id"])
    media: list[JSON] = call["media"]
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of media in the album" if media else "there are no messages to send")
    if not any({part["type"] for part in media} <= group for group in TOGETHER):
        raise bad_request("documents and audio can't be mixed with other media types in an album")
    album = str(secrets.randbelow(10**17))
    bodies: list[JSON] = []
    for part in media:
        caption, entities = caption_of(call, part)
        file = call.files_of(part["media"], part["type"])
        body = {part["type"]: file.payload}
        bodies.append({"body": body, "caption": caption, "entities": entities, "album": album})
    return [message.json() for message in deliver(call, *bodies)]


@method("getFile")
def get_file(call: Call) -> JSON:
    file = call.world.files.get(call["file_id"])
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }
