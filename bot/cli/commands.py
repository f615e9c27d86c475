"""The operator's commands by name; what they need is imported by the one that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import system_clock

Page = Annotated[int, typer.Option(min=1, help="Fifty a page.")]
Ids = Annotated[list[int] | None, typer.Argument(min=1, help="Numbers from the list.")]
File = Annotated[Path, typer.Argument(help="A file that `otklik backup` or the bot made.")]

inbox = typer.Typer(help="Updates from Telegram that could not be handled.", no_args_is_help=True)
mail = typer.Typer(help="Letters by mail that could not be read.", no_args_is_help=True)
outbox = typer.Typer(help="Letters that wait, were set aside or are held.", no_args_is_help=True)


def join(cli: typer.Typer) -> None:
    """Adds them to the command line."""
    cli.command()(backup)
    cli.command()(restore)
    cli.command()(export)
    cli.command("import")(import_)
    cli.command("copy-db")(copy_db)
    cli.add_typer(inbox, name="inbox")
    cli.add_typer(outbox, name="outbox")
    cli.add_typer(mail, name="mail")


def backup(
    file: Annotated[Path | None, typer.Argument(help="Where to; a folder will do.")] = None,
) -> None:
    """Copy the record to one checked file, also while the bot runs."""
    from bot.cli import house, record

    raise typer.Exit(house.said(lambda: record.backup(file, system_clock())))


def restore(file: File) -> None:
    """Put a backup in the record's place, while no bot runs; what was there is kept aside."""
    from bot.cli import house, record

    raise typer.Exit(house.said(lambda: record.restore(file, system_clock())))


def export(
    file: Annotated[Path, typer.Argument(help="The table to write, .xlsx.")],
    period: Annotated[str, typer.Option(help="last month, October 2026, 01.10-15.11; else this month.")] = "",
    company: Annotated[str, typer.Option(help="Only of this company, to be sent to it.")] = "",
) -> None:
    """Write every ticket of a period to a table, also while the bot runs."""
    from bot.cli import export as exporting
    from bot.cli import house

    raise typer.Exit(house.said(lambda: exporting.export(file, period, company, system_clock())))


def import_(
    file: Annotated[Path, typer.Argument(help="A list of companies, .xlsx or .csv, as «Образец» shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this it is only shown.")] = False,
    admin: Annotated[int | None, typer.Option(help="Who does it, where there are several ADMIN_IDS.")] = None,
) -> None:
    """Show what a list of companies would change, and with --yes change it, also while the bot runs."""
    from bot.cli import house, importing

    raise typer.Exit(house.said(lambda: importing.bring(file, admin, system_clock(), yes=yes)))


def copy_db(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The SQLite file, or its DATABASE_URL.")],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TO",
            envvar="DATABASE_URL",
            help="postgresql+asyncpg://…; without it DATABASE_URL of the environment, which nobody sees.",
        ),
    ],
) -> None:
    """Carry the record from SQLite to an empty database of PostgreSQL, while no bot runs."""
    from bot.cli import house, moving

    raise typer.Exit(house.said(lambda: moving.copy(source, target, system_clock())))


@inbox.command("list")
def inbox_list(
    page: Page = 1,
    everything: Annotated[bool, typer.Option("--all", help="What waits and what was handled too.")] = False,
) -> None:
    """Those set aside, without what was written in them."""
    from bot.cli import house, letters

    raise typer.Exit(house.said(lambda: letters.list_updates(system_clock(), page, everything)))


@inbox.command("show")
def inbox_show(number: Annotated[int, typer.Argument(min=1)]) -> None:
    """One of them with everything in it: what people wrote is on your screen then."""
    from bot.cli import house, letters

    raise typer.Exit(house.said(lambda: letters.show_update(system_clock(), number)))


@inbox.command("replay")
def inbox_replay(
    numbers: Ids = None,
    everything: Annotated[bool, typer.Option("--all", help="Every one that was set aside.")] = False,
) -> None:
    """Hand them to the bot once more; a running one takes them up within seconds."""
    from bot.cli import house, letters

    raise typer.Exit(house.said(lambda: letters.replay(system_clock(), numbers, everything)))


@outbox.command("list")
def outbox_list(
    page: Page = 1,
    held: Annotated[bool, typer.Option("--held", help="Only those held since a restore.")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those that wait for their turn.")] = False,
) -> None:
    """Those set aside and those held, without their words."""
    from bot.cli import house, letters

    raise typer.Exit(
        house.said(lambda: letters.list_letters(system_clock(), page, held=held, waiting=waiting))
    )


@outbox.command("show")
def outbox_show(number: Annotated[int, typer.Argument(min=1)]) -> None:
    """One of them with its words."""
    from bot.cli import house, letters

    raise typer.Exit(house.said(lambda: letters.show_letter(system_clock(), number)))


@outbox.command("retry")
def outbox_retry(
    numbers: Ids = None,
    everything: Annotated[bool, typer.Option("--all", help="Every one that was set aside.")] = False,
) -> None:
    """Send them once more. One whose outcome is unknown may then be there twice."""
    from bot.cli import house, letters

    raise typer.Exit(house.said(lambda: letters.retry(system_clock(), numbers, everything)))


@outbox.command("release")
def outbox_release(numbers: Ids = None) -> None:
    """Let held letters go: these, or all of them."""
    from bot.cli import house, letters

    raise typer.Exit(house.said(lambda: letters.release(system_clock(), numbers)))


@outbox.command("drop")
def outbox_drop(
    numbers: Ids = None,
    held: Annotated[
        bool, typer.Option("--held", help="All that are held, but those the record waits for.")
    ] = False,
) -> None:
    """Never send them."""
    from bot.cli import house, letters

    raise typer.Exit(house.said(lambda: letters.drop(system_clock(), numbers, held=held)))


@mail.command("list")
def mail_list() -> None:
    """Those set aside, without what was written in them."""
    from bot.cli import house, mail

    raise typer.Exit(house.said(lambda: mail.list_dead(system_clock())))


@mail.command("save")
def mail_save(
    number: Annotated[int, typer.Argument(min=1)],
    file: Annotated[Path, typer.Argument(help="Where to; a mail program opens it.")],
) -> None:
    """One of them, byte for byte as it came."""
    from bot.cli import house, mail

    raise typer.Exit(house.said(lambda: mail.save(system_clock(), number, file)))


@mail.command("replay")
def mail_replay(numbers: Annotated[list[int], typer.Argument(min=1)]) -> None:
    """Hand them to the bot once more; a running one takes them up within seconds."""
    from bot.cli import house, mail

    raise typer.Exit(house.said(lambda: mail.replay(system_clock(), numbers)))
