"""`bin/kith …`: commands of every part, errors as sentences, exit 0 done, 1 refused, 2 wrong usage."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask
from peewee import OperationalError

from blueprints.web import numbers
from crm import db, members
from crm.errors import CrmError

OWNERLESS = frozenset(("owner create", "demo", "work", "make-office", "migrate"))
"""Commands that run in an office without an owner; all others act as the owner."""


NUMBER = click.IntRange(0, numbers.MOST)
"""The number of a record or operation: none is larger."""


class Target(click.Path):
    """A file that a command writes: there is a folder for it, and nothing in its place but a file; known before anything is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. What can't be written is refused with a sentence; wrong usage is no path at all."""
        if not str(value).strip():
            self.fail("Say which file to write.", param, ctx)
        path = Path(super().convert(value, param, ctx))
        if not path.parent.is_dir():
            raise click.ClickException(f"There is no folder {path.parent}.")
        if path.exists() and not path.is_file():
            raise click.ClickException(f"{path} is no file that can be replaced.")
        if not os.access(path.parent, os.W_OK):
            raise click.ClickException(f"Nothing may be written in the folder {path.parent}.")
        return path


class NotText(CrmError):
    """“{value}” is no text in UTF-8. Write it anew; a file needs a name in UTF-8."""


class NoSuchPlace(CrmError):
    """“{place}” can’t be read or written: {why}."""


def register(app: Flask, commands: tuple[click.Command, ...]) -> None:
    """Add commands to the app; each runs with a connection and answers errors with a sentence."""
    for command in commands:
        _guard(command)
        app.cli.add_command(command)


def show(data: Any, as_json: bool, sentence: str) -> None:
    """Print JSON for machines, or a sentence for people."""
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else sentence)


def _guard(command: click.Command, group: str = "") -> None:
    name = f"{group} {command.name}".strip()
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _guard(inner, name)
    elif command.callback is not None:
        command.callback = _guarded(command.callback, name)


def _guarded(callback: Callable[..., Any], name: str) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            _require_text(kwargs.values())
            with db.connection():
                if name not in OWNERLESS:
                    members.require_owner()
                return callback(*args, **kwargs)
        except CrmError as error:
            _refuse(error)
        except BrokenPipeError:
            raise
        except OSError as error:
            _refuse(NoSuchPlace(place=error.filename or "-", why=error.strerror or str(error)))
        except OperationalError as error:
            if not db.is_busy(error):
                raise
            _refuse(db.Busy())

    return run


def _require_text(values: Iterable[Any]) -> None:
    """Refuse what was given in bytes that are no text: nothing could be found by it, nor kept under it."""
    for value in values:
        if isinstance(value, tuple):
            _require_text(value)
        elif isinstance(value, str | Path) and (said := str(value).encode(errors="backslashreplace").decode()) != str(value):
            raise NotText(value=said[:80])


def _refuse(error: CrmError) -> NoReturn:
    click.echo(str(error), err=True)
    sys.exit(1)
