"""The command line: `python -m bot`, or `otklik` once installed.

aiogram takes seconds to import, so everything heavy is imported by the command that needs it.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import socket
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer

from bot.cli import commands
from bot.process import Exit, leave_on_signal, share_one_heap, stopped_by_signal, work

cli = typer.Typer(
    help="Otklik: the support desk that lives in Telegram.",
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, secrets among them
    rich_markup_mode=None,
)
commands.join(cli)
Port = Annotated[
    int, typer.Option(min=0, max=65535, envvar="PORT", help="The page's port; 0 finds a free one.")
]


class Language(StrEnum):
    """What the dispatchers' group of the demo reads."""

    RU = "ru"
    EN = "en"


Lang = Annotated[Language, typer.Option(help="The language of the dispatchers' group.")]


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Without a command the bot runs."""
    if context.invoked_subcommand is None:
        run()


@cli.command()
def run() -> None:
    """Run the bot with the settings of the environment and .env."""
    leave_on_signal()
    share_one_heap()
    gc.disable()  # imports make nothing but what stays
    raise typer.Exit(_run())


@cli.command()
def demo(port: Port = 8080, lang: Lang = Language.RU) -> None:
    """Run the bot in a Telegram on this machine and open a page for its people. Needs no token."""
    leave_on_signal()
    share_one_heap()
    gc.disable()
    try:
        bound = socket.create_server(("127.0.0.1", port))  # before aiogram, which takes its time
    except OSError as error:
        why = "it is taken" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
        print(f"Port {port} can't be used: {why}. Choose another: make demo PORT=8081", file=sys.stderr)
        raise typer.Exit(Exit.FAILED) from None
    from bot.sandbox.__main__ import run as run_demo

    with bound:
        raise typer.Exit(run_demo(bound, lang.value))


@cli.command()
def check() -> None:
    """Look at everything the bot needs, and say what is wrong and how to mend it."""
    leave_on_signal()
    from bot.check import run as run_check

    raise typer.Exit(run_check())


def _run() -> int:
    from bot import logs
    from bot.settings import SettingsError, load

    try:
        settings = load()
    except SettingsError as error:
        return _wrong(error.faults)
    logs.setup(settings.log_format, settings.secrets())

    from sla.regulation import RegulationError
    from sla.regulation import load as load_regulation

    try:
        load_regulation(settings.regulation)  # before aiogram, which takes its time
    except RegulationError as error:
        return _wrong(f"REGULATION: {fault}" for fault in error.faults)

    from bot.app import App

    async def live() -> int:
        stop = stopped_by_signal()
        return await work(lambda: App(settings), stop)

    return asyncio.run(live())


def _wrong(faults: Iterable[str]) -> int:
    """One readable line per fault."""
    for fault in faults:
        print(fault, file=sys.stderr)
    return Exit.SETTINGS


def main() -> None:
    """The console script."""
    cli(prog_name="otklik")


if __name__ == "__main__":
    main()
