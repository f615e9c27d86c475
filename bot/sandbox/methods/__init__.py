"""The methods of the Bot API, each as a function of a call on the World."""

from . import bot, chats, editing, media, messages
from .base import METHODS, Call, Upload

__all__ = ["METHODS", "Call", "Upload", "bot", "chats", "editing", "media", "messages"]
