"""`bin/kith export` and `count`."""

from pathlib import Path

import click

from blueprints.web.commands import show
from crm import members, selection
from crm.errors import CrmError
from crm.exporting import files, people
from crm.selection import Selection


class NoLists(CrmError):
    """{what} comes with smart lists, which this version doesn’t have; use --all or --search."""


def _chosen(everybody: bool, search: str | None, list_name: str | None, tree: str | None) -> Selection:
    if list_name or tree:
        raise NoLists(what="--list" if list_name else "--filter")
    if not everybody and search is None:
        raise click.UsageError("Say whom: --all or --search TEXT.")
    return Selection(search=search or "")


@click.command("export", help="Write people to a CSV file.")
@click.option("--all", "everybody", is_flag=True)
@click.option("--search", help="Those whom the list's search finds.")
@click.option("--list", "list_name")
@click.option("--filter", "tree")
@click.option("--columns", default="data", help="data, all, or field keys parted by commas.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def export(everybody: bool, search: str | None, list_name: str | None, tree: str | None, columns: str, out: Path, as_json: bool) -> None:
    """Rows in the file equal the count on the screen."""
    chosen = _chosen(everybody, search, list_name, tree)
    by = members.require_owner()
    written = files.write(out, chosen, people.columns_of(columns), by)
    told = {"rows": written.rows, "sha256": written.sha256, "sentence": written.sentence}
    show(told, as_json, f"{written.rows} people written to {out}: {written.sentence}.")


@click.command("count", help="Count people.")
@click.option("--all", "everybody", is_flag=True)
@click.option("--search", help="Those whom the list's search finds.")
@click.option("--list", "list_name")
@click.option("--filter", "tree")
@click.option("--json", "as_json", is_flag=True)
def count(everybody: bool, search: str | None, list_name: str | None, tree: str | None, as_json: bool) -> None:
    """An exact count, with its sentence."""
    chosen = _chosen(everybody, search, list_name, tree)
    found = selection.count(chosen, members.require_owner())
    told = {"count": found, "sentence": chosen.sentence(), "conditions": []}
    show(told, as_json, f"{found} people: {chosen.sentence()}.")


COMMANDS = (export, count)
