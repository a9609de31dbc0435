"""Whom a command is about: --all, --search, --list, --filter or --id; and which kind of record."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import click

from blueprints.web.commands import NUMBER
from crm import kinds, lists, members
from crm.errors import CrmError
from crm.filters import read
from crm.kinds import CONTACTS, Kind
from crm.selection import Selection


def whom(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the flags that say whom, and pass it the selection as `chosen`; exactly one of them must be given.

    A command that has `of_kind` too may be about another kind of record than people.
    """

    @wraps(command)
    def choosing(*, everybody: bool, search: str | None, list_name: str | None, tree: str | None, **rest: Any) -> Any:
        kind, ids, archived = kind_of(rest.pop("of", CONTACTS.key)), rest.pop("ids", ()), rest.pop("archived", False)
        return command(chosen=replace(selected(everybody, search, list_name, tree, kind, ids), archived=archived), **rest)

    for flag in reversed((click.option("--all", "everybody", is_flag=True, help="Everybody."), *filters)):
        choosing = flag(choosing)
    return choosing


of_kind = click.option(
    "--of",
    default=CONTACTS.key,
    metavar="KIND",
    help="Another kind of record than people: businesses, or the word of an object of your own.",
)
"""The flag that says which kind of record."""
by_number = click.option("--id", "ids", type=NUMBER, multiple=True, metavar="N", help="This one, by its number; as often as needed.")
"""The flag that names records one by one."""
in_archive = click.option("--archived", is_flag=True, help="Those of them in the archive, instead of those in the lists.")
"""The flag that names records which were put away."""
filters = (
    click.option("--search", help="Those whom the list's search finds."),
    click.option("--list", "list_name", metavar="NAME", help="Those in a smart list."),
    click.option("--filter", "tree", metavar="JSON", help="Those a filter finds."),
)
"""The flags that narrow."""


class NoSuchWord(CrmError):
    """There is no kind of record called “{word}”: --of takes {known}."""


def kind_of(word: str) -> Kind:
    """The kind of record that `--of` names. Raises NoSuchWord."""
    known = {kind.key: kind for kind in kinds.every()}
    if word not in known:
        raise NoSuchWord(word=word, known=", ".join(known))
    return known[word]


def selected(
    everybody: bool, search: str | None, list_name: str | None, tree: str | None, kind: Kind = CONTACTS, ids: tuple[int, ...] = ()
) -> Selection:
    """The selection that the flags mean. Raises a usage error when none or several are given, and BadFilter."""
    ways = (("--all", everybody), ("--search", search), ("--list", list_name), ("--filter", tree), ("--id", ids))
    if sum(used not in (None, False, ()) for _, used in ways) != 1:
        raise click.UsageError("Say whom, in one way: --all, --search TEXT, --list NAME or --filter JSON; some commands take --id N too.")
    if ids:
        return Selection(ids=tuple(dict.fromkeys(ids)), kind=kind)
    if list_name is not None:
        return Selection(tree=lists.named(list_name, members.require_owner(), kind)[0], kind=kind)
    return Selection(tree=read(tree, kind), kind=kind) if tree is not None else Selection(search=search or "", kind=kind)
