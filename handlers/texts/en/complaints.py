"""What is wrong, what is expected, and that nothing is lost."""

from __future__ import annotations

from handlers.texts.moments import NB, glued


def text_wanted() -> str:
    return "Please type it as text. You can add photos and files on the last screen; the rest is saved."


def empty_field() -> str:
    return "There are no letters or digits in this message. Please use words; the rest is saved."


def too_long_field() -> str:
    return f"That is too long. Please keep it within 100{NB}characters; the rest is saved."


def foreign_contact() -> str:
    return "This is somebody else's contact. Press “📱 My number” or type your number; the rest is saved."


def bad_phone() -> str:
    example = glued("+7 921 123-45-67")
    return f"This doesn't look like a phone number. It should be like {example}; the rest is saved."


def bad_email() -> str:
    return "This doesn't look like an e-mail address. It should be like anna@okna.ru; the rest is saved."


def not_content() -> str:
    return (
        "A message like this can't go into a ticket. Send text, a photo, a file, a voice message or a video."
    )


def too_long_description() -> str:
    return (
        f"A description over {glued('10,000 characters')} won't fit. "
        "Please attach it as a file; everything before it is saved."
    )


def too_many_files() -> str:
    return f"A ticket takes no more than 30{NB}files. Everything before is saved."


def added_to_description() -> str:
    return "Added to the description. Now choose with a button."


def dispute_needs_words() -> str:
    return "We need words: what is wrong, what doesn't work? A file is fine too, with a caption."


def confirmed_by_needs_words() -> str:
    return f"We need a name and a time, up to 200{NB}characters. For example: “Anna, today at{NB}15:20”."


def not_sent_yet() -> str:
    return "This ticket hasn't been sent yet. Let's go on from where you stopped."


def unknown_command() -> str:
    return "There is no such command. See the list: /help"
