"""Whom a command is about: --all, or --search; --list and --filter come with smart lists."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from crm.errors import CrmError
from crm.selection import Selection


class NoLists(CrmError):
    """--{flag} comes with smart lists, which this version doesn’t have; use --all or --search."""


def whom(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the flags that say whom, and pass it the selection as `chosen`."""

    @wraps(command)
    def choosing(*, everybody: bool, search: str | None, list_name: str | None, tree: str | None, **rest: Any) -> Any:
        if list_name or tree:
            raise NoLists(flag="list" if list_name else "filter")
        if not everybody and search is None:
            raise click.UsageError("Say whom: --all or --search TEXT.")
        return command(chosen=Selection(search=search or ""), **rest)

    flags = (
        click.option("--all", "everybody", is_flag=True, help="Everybody."),
        click.option("--search", help="Those whom the list's search finds."),
        click.option("--list", "list_name", hidden=True),
        click.option("--filter", "tree", hidden=True),
    )
    for flag in reversed(flags):
        choosing = flag(choosing)
    return choosing
