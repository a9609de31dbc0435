"""`bin/kith operations …`."""

import csv
import sys
from collections import Counter
from typing import Any

import click
from flask.cli import AppGroup

from blueprints.web import numbers
from blueprints.web.commands import NUMBER, show
from crm import journal, members, outcomes
from crm import operations as operations_
from crm.errors import CrmError
from crm.exporting.cells import safe
from crm.files import clearing
from crm.journal import purge as purging
from crm.journal import work
from crm.journal.plans import told as told_of
from crm.journal.undo import require_may_undo
from crm.journal.verdicts import Choices
from crm.models import Member, Operation

operations = AppGroup("operations", help="What was done, and undoing it.")


class NoSuchOperation(CrmError):
    """There is no operation {number}. `operations list` says which there are."""


def _load(number: int) -> Operation:
    head = Operation.get_or_none(Operation.id == number)
    if head is None:
        raise NoSuchOperation(number=number)
    return head


def _tell(head: Operation, as_json: bool) -> None:
    told: dict[str, Any] = operations_.as_json(Operation.get_by_id(head.id))
    show(told, as_json, f"{told['id']}  {told['status']:9} {told['done']}/{told['total']}  {told['title']}")


@operations.command("list")
@click.option("--limit", type=click.IntRange(1, numbers.MOST), default=100, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True)
def list_(limit: int, as_json: bool) -> None:
    """The newest ones; that there are more is said on standard error."""
    every = operations_.of(members.require_owner())
    heads = [operations_.as_json(h) for h in every.limit(limit)]
    show(heads, as_json, "\n".join(f"{h['id']}  {h['status']:9} {h['done']}/{h['total']}  {h['title']}" for h in heads))
    if more := every.count() - len(heads):
        click.echo(f"{more:,} older {'one is' if more == 1 else 'ones are'} not shown; --limit N shows more.", err=True)


@operations.command("show")
@click.argument("number", type=NUMBER)
@click.option("--rows", is_flag=True, help="What became of each, as CSV.")
@click.option("--json", "as_json", is_flag=True)
def show_(number: int, rows: bool, as_json: bool) -> None:
    """One operation."""
    head = _load(number)
    if rows:
        write = csv.writer(sys.stdout, lineterminator="\n").writerow
        for line in outcomes.lines(head, members.require_owner()):
            write([safe(cell) for cell in line])
        return
    _tell(head, as_json)


@operations.command("undo")
@click.argument("number", type=NUMBER)
@click.option("--only", multiple=True, metavar="ID", help="Only this person, or TABLE.ID; as often as needed.")
@click.option("--reason", default="", help="Lift the office’s own objections that it added, too; says why.")
@click.option("--dry-run", is_flag=True, help="Only say what would come back, and what would stay and why.")
@click.option("--json", "as_json", is_flag=True)
def undo(number: int, only: tuple[str, ...], reason: str, dry_run: bool, as_json: bool) -> None:
    """Take an operation back, whole or for chosen records, and wait until it is done."""
    head, by = _load(number), members.require_owner()
    subjects, choices = _chosen(only), Choices(reason=reason.strip()[:500], opt_outs=bool(reason.strip()))
    if dry_run:
        require_may_undo(head, by)
        told = _planned(journal.plan(head, by=by, subjects=subjects, choices=choices), by)
        stays = "".join(f"\n{one['name']} {one['what']}: {one['why']}".replace("\n ", "\n") for one in told["stays"])
        show(told, as_json, f"{told['back']:,} would come back, {told['stay']:,} would stay as they are.{stays}")
        return
    outcome = journal.undo(head, by=by, subjects=subjects, choices=choices, via="command")
    if outcome.operation is not None:
        work.run(outcome.operation.id)
    _tell(outcome.operation or head, as_json)


def _chosen(only: tuple[str, ...]) -> list[tuple[int, int]] | None:
    found = [operations_.subject_of(text) for text in only]
    if None in found:
        raise click.UsageError(f"“{only[found.index(None)]}” is no number of a record: write ID for somebody, or TABLE.ID.")
    return [one for one in found if one] or None


def _planned(outcome: journal.Outcome, by: Member) -> dict[str, Any]:
    """The plan of an undo as other programs read it; of what stays the first hundred."""
    plan = told_of(outcome, by)
    stays = [
        {
            "name": one.name,
            "what": f"{one.line.label}: {one.line.old or 'empty'}",
            "why": one.why,
            "operation": one.blocker and one.blocker.id,
        }
        for one in (*plan.covered, *plan.opt_outs, *plan.kept)
    ]
    return {"back": outcome.back, "stay": outcome.stay, "refused": outcome.refused, "stays": stays, "also": plan.returning}


def _wish(name: str) -> click.Command:
    @operations.command(name)
    @click.argument("number", type=NUMBER)
    @click.option("--json", "as_json", is_flag=True)
    def wish(number: int, as_json: bool) -> None:
        _tell(work.ask(_load(number), name), as_json)

    wish.help = f"Ask a long operation to {name}."
    return wish


for _name in ("pause", "resume", "cancel"):
    _wish(_name)


@click.command("purge", help="Remove for good what was put away longer ago than anything can be undone.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--json", "as_json", is_flag=True)
def purge(dry_run: bool, as_json: bool) -> None:
    """The worker does it every night."""
    counts = purging.plan() if dry_run else purging.purge()
    files, size = clearing.plan() if dry_run else clearing.clear()
    counts += Counter({"files": files, "bytes of files": size})
    said = ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing"
    show(dict(counts), as_json, f"{'Would remove' if dry_run else 'Removed'}: {said}.")


COMMANDS = (operations, purge)
