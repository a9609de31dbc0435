"""`bin/kith export`, `count` and `explain`."""

from pathlib import Path
from typing import Any

import click
from flask import current_app

from blueprints.web.commands import NUMBER, Target, show
from blueprints.web.whom import kind_of, of_kind, selected, whom
from crm import lists, members, selection
from crm.contacts.listing import Sort
from crm.errors import NotFound
from crm.exporting import cards, files
from crm.exporting.columns import columns_of
from crm.filters import Group, sentence_of
from crm.filters.asking import asker_of
from crm.filters.explaining import explain as judge
from crm.filters.tree import leaves
from crm.kinds import CONTACTS
from crm.records import keeping
from crm.selection import Selection


@click.command("export", help="Write people to a file: CSV, Excel where its name ends in .xlsx, or cards for phones where it ends in .vcf.")
@of_kind
@click.option("--all", "everybody", is_flag=True, help="Everybody.")
@click.option("--search", help="Those whom the list's search finds.")
@click.option("--list", "list_name", metavar="NAME", help="Those in a smart list, in its order.")
@click.option("--filter", "tree", metavar="JSON", help="Those a filter finds.")
@click.option("--columns", default="data", help="data, all, or field keys parted by commas.")
@click.option("--out", required=True, type=Target(), help="The file to write.")
@click.option("--vcard", "version", type=click.Choice(cards.VERSIONS), help=f"The version of cards; {cards.VERSIONS[0]} if none is said.")
@click.option("--json", "as_json", is_flag=True)
def export(of: str, columns: str, out: Path, version: str | None, as_json: bool, **whom: Any) -> None:
    """Rows in the file equal the count on the screen."""
    by, kind, sort = members.require_owner(), kind_of(of), None
    is_cards = kind == CONTACTS and out.suffix.lower() == ".vcf"
    if version and not is_cards:
        raise click.UsageError("--vcard is the version of cards: write people to a file whose name ends in .vcf.")
    chosen = selected(whom["everybody"], whom["search"], whom["list_name"], whom["tree"], kind)
    if whom["list_name"] is not None:
        found = lists.named(whom["list_name"], by, kind)[1]
        sort = Sort.parse(found.sort if found else "name", kind)
    asked = columns_of(columns, kind)
    if is_cards:
        photos = current_app.config["KITH"].data / "photos"
        written = cards.Book(photos, version or cards.VERSIONS[0], asked).write(out, chosen, by, sort)
    else:
        written = files.write(out, chosen, asked, by, sort)
    told = {"rows": written.rows, "sha256": written.sha256, "sentence": written.sentence}
    show(told, as_json, f"{written.rows} {kind.words.many} written to {out}: {written.sentence}.")


@click.command("count", help="Count people, or records of another kind.")
@whom
@of_kind
@click.option("--json", "as_json", is_flag=True)
def count(chosen: Selection, as_json: bool) -> None:
    """An exact count, with its sentence, and how many each condition finds by itself."""
    owner = members.require_owner()
    kind, found = chosen.kind, selection.count(chosen, owner)
    parts = [part for part, _ in leaves(chosen.tree)] if chosen.tree else []
    conditions: list[dict[str, Any]] = [
        {"sentence": sentence_of(part, kind), "count": selection.count(Selection(tree=Group("all", (part,)), kind=kind), owner)}
        for part in parts
    ]
    told = {"count": found, "sentence": chosen.sentence(), "conditions": conditions}
    show(told, as_json, "\n".join([_counted(found, chosen), *(f"  {c['count']:>8}  {c['sentence']}" for c in conditions)]))


def _counted(found: int, chosen: Selection) -> str:
    words = chosen.kind.words
    return f"{found} {words.one if found == 1 and chosen.kind != CONTACTS else words.many}: {chosen.sentence()}."


@click.command("explain", help="Say why somebody, or a record, is or is not among those a list or filter finds.")
@click.argument("record_id", type=NUMBER, metavar="CONTACT_ID")
@of_kind
@click.option("--list", "list_name", metavar="NAME")
@click.option("--filter", "tree", metavar="JSON")
@click.option("--json", "as_json", is_flag=True)
def explain(record_id: int, of: str, list_name: str | None, tree: str | None, as_json: bool) -> None:
    """Each condition with the value that decided."""
    owner = members.require_owner()
    kind = kind_of(of)
    chosen, record = selected(False, None, list_name, tree, kind), keeping.load(kind, record_id, owner, archived=True)
    if record is None:
        raise NotFound()
    told = judge(chosen.tree or Group("all"), record, asker_of(owner), kind)
    because = [{"sentence": reason.sentence, "value": reason.value, "holds": reason.holds} for reason in told.because]
    words = [f"{record.name} is {'in' if told.member else 'not in'}: {chosen.sentence()}."]
    words += [f"  {'yes' if reason.holds else 'no ':3}  {reason.sentence} ({reason.value})" for reason in told.because]
    show({"member": told.member, "because": because}, as_json, "\n".join(words))


COMMANDS = (export, count, explain)
