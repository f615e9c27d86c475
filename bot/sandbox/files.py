"""Files that travel in messages, known to the bot by file_id."""

import secrets
from dataclasses import dataclass
from typing import Any

from .errors import bad_request

JSON = dict[str, Any]
DOWNLOAD_LIMIT = 20 * 1024 * 1024  # https://core.telegram.org/bots/api#getfile
FOLDERS = {"photo": "photos", "document": "documents", "video": "videos", "voice": "voice"}
EXTENSIONS = {"photo": ".jpg", "video": ".mp4", "video_note": ".mp4", "voice": ".oga", "sticker": ".webp"}
NAMES = {"photo": "Photo", "document": "Document", "video": "Video", "voice": "Voice", "audio": "Audio"}


@dataclass(frozen=True)
class File:
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    size: int
    data: bytes
    payload: Any  # as it stands in a message

    @property
    def path(self) -> str:
        extension = EXTENSIONS.get(self.kind) or "." + self.name.rpartition(".")[2]
        return f"{FOLDERS.get(self.kind, self.kind + 's')}/{self.unique_id}{extension}"


class FileStore:
    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}

    def add(
        self,
        kind: str,
        data: bytes,
        *,
        name: str = "file.bin",
        mime: str = "application/octet-stream",
        size: int | None = None,
        **details: Any,
    ) -> File:
        """`size` may claim more than `data` holds, so that a test needn't carry 20 MB."""
        size = len(data) if size is None else size
        if size == 0:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            return self._add_photo(data, name, size, details)
        file_id, unique_id = _new_ids(kind)
        payload: JSON = {"file_id": file_id, "file_unique_id": unique_id, "file_size": size, **details}
        if kind in {"document", "video", "audio", "animation"}:
            payload["file_name"] = name
        if kind in {"document", "video", "audio", "animation", "voice"}:
            payload["mime_type"] = mime
        for shape, default in SHAPES.get(kind, {}).items():
            payload.setdefault(shape, default)
        return self._keep(File(file_id, unique_id, kind, name, mime, size, data, payload))

    def _add_photo(self, data: bytes, name: str, size: int, details: JSON) -> File:
        width, height = details.get("width", 1280), details.get("height", 960)
        sizes: list[JSON] = []
        for longest in (90, 320, 1280):
            file_id, unique_id = _new_ids("photo")
            share = longest / max(width, height)
            sizes.append(
                {
                    "file_id": file_id,
                    "file_unique_id": unique_id,
                    "file_size": size if longest == 1280 else max(1, size // (1280 // longest)),
                    "width": round(width * share),
                    "height": round(height * share),
                }
            )
        files = [
            self._keep(
                File(
                    one["file_id"],
                    one["file_unique_id"],
                    "photo",
                    name,
                    "image/jpeg",
                    one["file_size"],
                    data,
                    sizes,
                )
            )
            for one in sizes
        ]
        return files[-1]

    def _keep(self, file: File) -> File:
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file
        return file

    def get(self, file_id: str) -> File:
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None

    def of_kind(self, file_id: str, kind: str) -> File:
        file = self.get(file_id)
        if file.kind != kind:
            is_a, wanted = (NAMES.get(k, k.capitalize()) for k in (file.kind, kind))
            raise bad_request(f"can't use file of type {is_a} as {wanted}")
        return file

    def at_path(self, path: str) -> File | None:
        return self._by_path.get(path)


SHAPES: dict[str, JSON] = {
    "video": {"width": 1280, "height": 720, "duration": 12},
    "animation": {"width": 480, "height": 270, "duration": 3},
    "video_note": {"length": 384, "duration": 7},
    "voice": {"duration": 5},
    "audio": {"duration": 180},
    "sticker": {
        "width": 512,
        "height": 512,
        "type": "regular",
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
}


def _new_ids(kind: str) -> tuple[str, str]:
    return f"SBX{kind[:3].upper()}{secrets.token_urlsafe(24)}", f"AQAD{secrets.token_urlsafe(8)}"
