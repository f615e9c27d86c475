"""What a person can send besides text, and change of what he sent."""

import secrets
from typing import TYPE_CHECKING, Any

from .entities import with_found
from .files import File
from .model import JSON, Chat, Message, User
from .samples import picture

if TYPE_CHECKING:
    from .people import Person
    from .world import World


class Sending:
    """The attach button of a chat."""

    world: "World"
    user: User

    @property
    def seat(self) -> Chat:
        raise NotImplementedError

    def _send(
        self, *, text: str | None = None, reply_to: Message | str | None = None, **parts: Any
    ) -> Message:
        raise NotImplementedError

    def _sends_file(self, file: File, reply_to: Message | str | None = None, **parts: Any) -> Message:
        body = {file.kind: file.payload}
        if file.kind == "animation":  # also shown as a document, for old bots
            body["document"] = {
                k: v for k, v in file.payload.items() if k.startswith("file") or k == "mime_type"
            }
        return self._send(body=body, reply_to=reply_to, **parts)

    def sends_photo(self, caption: str | None = None, *, reply_to: Message | str | None = None) -> Message:
        return self._sends_file(self._file("photo"), reply_to, caption=caption)

    def sends_document(
        self,
        name: str = "log.txt",
        caption: str | None = None,
        *,
        size: int | None = None,
        data: bytes = b"one line of a log\n",
        mime: str = "text/plain",
        reply_to: Message | str | None = None,
    ) -> Message:
        """`size` may claim more bytes than there are: 25 MB need not be carried."""
        file = self.world.files.add("document", data, name=name, mime=mime, size=size)
        return self._sends_file(file, reply_to, caption=caption)

    def sends_album(
        self,
        n: int = 3,
        kind: str = "photo",
        caption: str | None = None,
        *,
        reply_to: Message | str | None = None,
    ) -> list[Message]:
        """Several messages of one album; the caption stands under the first, each is a reply if one is."""
        if not 2 <= n <= 10:
            raise ValueError("an album has from two to ten parts")
        album = str(13_000_000_000_000_000 + secrets.randbelow(10**15))
        return [
            self._sends_file(self._file(kind, i), reply_to, caption=None if i else caption, album=album)
            for i in range(n)
        ]

    def sends(
        self, kind: str, caption: str | None = None, *, reply_to: Message | str | None = None
    ) -> Message:
        """A file of this kind: photo, video, voice, sticker …"""
        return self._sends_file(self._file(kind), reply_to, caption=caption)

    def sends_voice(self, caption: str | None = None) -> Message:
        return self.sends("voice", caption)

    def sends_video(self, caption: str | None = None) -> Message:
        return self.sends("video", caption)

    def sends_video_note(self) -> Message:
        return self.sends("video_note")

    def sends_audio(self, caption: str | None = None) -> Message:
        return self.sends("audio", caption)

    def sends_animation(self, caption: str | None = None) -> Message:
        return self.sends("animation", caption)

    def sends_sticker(self) -> Message:
        return self.sends("sticker")

    def sends_contact(
        self, phone: str | None = None, *, of: "Person | None" = None, reply_to: Message | None = None
    ) -> Message:
        """A card from the address book: a bare number, or (`of`) somebody with an account."""
        if of is None:
            contact: JSON = {"phone_number": (phone or "+79210000000").lstrip("+"), "first_name": "Знакомый"}
        else:
            contact = {
                "phone_number": (phone or of.user.phone or "").lstrip("+"),
                "first_name": of.user.first_name,
            }
            contact["user_id"] = of.user.id
        return self._send(body={"contact": contact}, reply_to=reply_to)

    def shares_phone(self, *, reply_to: Message | None = None) -> Message:
        """The own number, as the button of a reply keyboard sends it."""
        contact: JSON = {
            "phone_number": (self.user.phone or "").lstrip("+"),
            "first_name": self.user.first_name,
            "user_id": self.user.id,
        }
        if self.user.last_name:
            contact["last_name"] = self.user.last_name
        return self._send(body={"contact": contact}, reply_to=reply_to)

    def sends_location(self, *, reply_to: Message | str | None = None) -> Message:
        return self._send(body={"location": {"latitude": 59.9386, "longitude": 30.3141}}, reply_to=reply_to)

    def sends_venue(self, *, reply_to: Message | str | None = None) -> Message:
        place = {"latitude": 59.9386, "longitude": 30.3141}
        venue = {"location": place, "title": "ООО «Окна»", "address": "Невский, 1"}
        return self._send(body={"venue": venue, "location": place}, reply_to=reply_to)

    def sends_poll(self, question: str = "Печатает?", *, reply_to: Message | str | None = None) -> Message:
        options = [
            {"persistent_id": str(i), "text": text, "voter_count": 0} for i, text in enumerate(("Да", "Нет"))
        ]
        poll: JSON = {
            "id": str(secrets.randbelow(10**18)),
            "question": question,
            "options": options,
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": True,
            "members_only": False,
        }
        return self._send(body={"poll": poll}, reply_to=reply_to)

    def sends_checklist(
        self, title: str, *tasks: str, done: int = 0, reply_to: Message | str | None = None
    ) -> Message:
        """A list of tasks, the first `done` of them ticked off."""
        listed: list[JSON] = [{"id": i, "text": text} for i, text in enumerate(tasks, 1)]
        for task in listed[:done]:
            task |= {
                "completed_by_user": self.user.json(),
                "completion_date": int(self.world.now().timestamp()),
            }
        return self._send(body={"checklist": {"title": title, "tasks": listed}}, reply_to=reply_to)

    def sends_dice(self, *, reply_to: Message | str | None = None) -> Message:
        return self._send(
            body={"dice": {"emoji": "🎲", "value": secrets.randbelow(6) + 1}}, reply_to=reply_to
        )

    def sends_story(self, *, reply_to: Message | str | None = None) -> Message:
        return self._send(body={"story": {"chat": self.seat.json(), "id": 1}}, reply_to=reply_to)

    def forwards(self, message: Message, *, reply_to: Message | None = None) -> Message:
        """Somebody's message into this chat."""
        origin = {"type": "user", "date": int(message.date.timestamp()), "sender_user": message.sender.json()}
        return self._send(
            text=message.text,
            caption=message.caption,
            body=dict(message.body),
            reply_to=reply_to,
            forward_origin=origin,
        )

    def edits(self, message: Message, text: str) -> Message:
        """Other words in a message of his own; a caption may go altogether, a text may not."""
        self._must_be_his(message)
        if message.text is None:
            message.caption = text or None
        elif text:
            message.text = text
        else:
            raise AssertionError("an app deletes a message rather than leave it without words")
        message.entities = with_found(text, [])
        return self._edited(message)

    def swaps(self, message: Message, kind: str = "photo", *, size: int | None = None) -> Message:
        """Another file in place of the one it has, of so many bytes; words become its caption."""
        self._must_be_his(message)
        alike = ({"photo", "video"}, {"document"}, {"audio"})
        if message.album and not any({message.media, kind} <= family for family in alike):
            raise AssertionError("an album keeps its kind")
        if message.text is not None:
            message.text, message.caption = None, message.text
        file = self._file(kind, message.id)
        if size is not None:
            file = self.world.files.add(kind, b"large\n", name="large.bin", size=size)
        message.body = {file.kind: file.payload}
        return self._edited(message)

    def _edited(self, message: Message) -> Message:
        message.edited = self.world.now()
        self.world.changed(message)
        return self.world.hear(message, "edited_message")

    def _must_be_his(self, message: Message) -> None:
        if message.sender is not self.user:
            raise AssertionError(f"{self!r}: only one's own messages can be edited")

    def _file(self, kind: str, seed: int = 0) -> File:
        files = self.world.files
        match kind:
            case "photo":
                return files.add("photo", picture(seed), name="photo.png", width=1280, height=960)
            case "document":
                return files.add("document", b"log\n", name=f"log-{seed + 1}.txt", mime="text/plain")
            case "video":
                return files.add("video", b"video", name="video.mp4", mime="video/mp4", size=1_400_000)
            case "voice":
                return files.add("voice", b"voice", mime="audio/ogg", size=21_000)
            case "audio":
                return files.add("audio", b"audio", name="song.mp3", mime="audio/mpeg", size=3_100_000)
            case "animation":
                return files.add("animation", b"gif", name="gif.mp4", mime="video/mp4", size=90_000)
            case _:
                return files.add(kind, kind.encode(), size=60_000)
