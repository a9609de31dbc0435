"""`bin/kith export` and `count`."""

from pathlib import Path

import click

from blueprints.web.commands import show
from blueprints.web.whom import whom
from crm import members, selection
from crm.exporting import files, people
from crm.selection import Selection


@click.command("export", help="Write people to a CSV file.")
@whom
@click.option("--columns", default="data", help="data, all, or field keys parted by commas.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--json", "as_json", is_flag=True)
def export(chosen: Selection, columns: str, out: Path, as_json: bool) -> None:
    """Rows in the file equal the count on the screen."""
    written = files.write(out, chosen, people.columns_of(columns), members.require_owner())
    told = {"rows": written.rows, "sha256": written.sha256, "sentence": written.sentence}
    show(told, as_json, f"{written.rows} people written to {out}: {written.sentence}.")


@click.command("count", help="Count people.")
@whom
@click.option("--json", "as_json", is_flag=True)
def count(chosen: Selection, as_json: bool) -> None:
    """An exact count, with its sentence."""
    found = selection.count(chosen, members.require_owner())
    told = {"count": found, "sentence": chosen.sentence(), "conditions": []}
    show(told, as_json, f"{found} people: {chosen.sentence()}.")


COMMANDS = (export, count)
