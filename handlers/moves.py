"""How a draft moves from step to step: forward to what is still open, back by the way it came (R2)."""

from __future__ import annotations

from handlers import fields
from handlers.buttons import word
from handlers.context import Desk
from handlers.steps import BY_NAME, CORRECTABLE, next_step
from storage import people
from storage.database import Tx
from storage.drafts import Draft
from storage.people import Person


def go_on(draft: Draft) -> None:
    """To the next open question; the way back is remembered.

    Consent, once given, has its own command, and a company once chosen is typed anew.
    """
    before, draft.step = draft.step, next_step(draft.data)
    if before != draft.step:
        path = [*draft.data.get("path", []), before]
        draft.data["path"] = [name for name in path if name not in ("consent", "which")]
    if draft.step == "review":
        draft.data["path"] = [name for name in draft.data["path"] if name != "fix"]


def back(draft: Draft) -> None:
    """To the question before this one, with everything entered kept."""
    path = draft.data.get("path") or []
    if draft.step == "fix":
        draft.step = "review"
    elif path:
        draft.step, draft.data["path"] = path[-1], path[:-1]


async def pressed(args: list[str], tx: Tx, desk: Desk, person: Person, draft: Draft) -> bool:
    """A button of the draft's step, pressed by the client himself; False if it has no such button."""
    before = draft.step
    if not chosen(args, desk, draft):
        return False
    if before == "consent" and word(args, 1) == "agree":
        await people.consent(tx, person, draft.data["consent"], given=True)
    return True


def chosen(args: list[str], desk: Desk, draft: Draft) -> bool:
    """What this button of the draft's step enters; False if it has no such button."""
    choice, data = word(args, 1), draft.data
    if draft.step == "review" and choice == "fix":
        draft.step = "fix"
        return True
    if draft.step == "fix" and choice == "field" and word(args, 2) in CORRECTABLE:
        data["path"], draft.step = [*data["path"], "fix"], word(args, 2)
        return True
    if draft.step == "fix" and choice == "files":
        data |= fields.without_files(data)
        draft.step = "review"
        return True
    step = BY_NAME.get(draft.step)
    if step is None:
        return False
    new = {} if choice == "keep" and step.filled(data) else step.press(choice, data, desk)
    if new is None:
        return False
    data |= new
    if not new.get("reading"):
        go_on(draft)
    return True
