"""`bin/kith bulk …`: one act for many records of a kind."""

from collections import defaultdict
from dataclasses import replace
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

import click

from blueprints.web.commands import show
from blueprints.web.whom import by_number, in_archive, of_kind, whom
from crm import bulk as acts
from crm import members, office, operations
from crm.journal import work
from crm.models import Operation
from crm.models.dnc import CHANNELS
from crm.models.operation import QUEUED
from crm.selection import Selection

_LATER = (
    click.option("--at", metavar="TIME", default="", help="Begin at this day and time of the office: “2026-11-30 09:00”."),
    click.option("--drip", metavar="N", default="", help="So many at a time, where the act can be spread over time."),
    click.option("--every", metavar="MINUTES", default="", help="Minutes from one drip to the next; 60 if none are said."),
    click.option("--days", metavar="mon,tue,…", default="", help="Weekdays for drips; all if none is said."),
    click.option("--hours", metavar="9-17", default="", help="Hours for drips, office time; all if none are said."),
)


def _later(command: Any) -> Any:
    """Give the command the flags that say when, and pass it what they mean as `when`."""

    @wraps(command)
    def timed(*, at: str, drip: str, every: str, days: str, hours: str, **rest: Any) -> Any:
        if (every or days or hours) and not drip:
            raise click.UsageError("--every, --days and --hours say how an act is spread: write --drip N too.")
        first, parted, last = hours.partition("-")
        if hours and not parted:
            raise click.UsageError(f"“{hours}” are no hours: write --hours 9-17.")
        given = {"at": [at], "drip_size": [drip], "drip_minutes": [every], "drip_from": [first], "drip_to": [last]}
        return command(when=acts.schedule.read(given | {"drip_days": _weekdays(days)}), **rest)

    for flag in reversed(_LATER):
        timed = flag(timed)
    return timed


def _weekdays(typed: str) -> list[str]:
    """The numbers of weekdays written mon,tue or in full, Monday first; every day where none is written."""
    known = [day.lower() for day in acts.schedule.DAYS]
    words = [word.strip().lower() for word in typed.split(",")] if typed else known
    found = [next((str(at) for at, day in enumerate(known) if len(word) > 2 and day.startswith(word)), "") for word in words]
    if "" in found:
        raise click.UsageError(f"“{words[found.index('')]}” is no weekday: write --days {','.join(day[:3] for day in known)}.")
    return found


@click.command("bulk", help="One act for many people, or other records; waits until it is finished, unless it is to happen later.")
@click.argument("action", type=click.Choice(tuple(key for key, one in acts.ACTIONS.items() if one.editors)))
@whom
@by_number
@of_kind
@in_archive
@click.option("--set", "pairs", multiple=True, help="KEY=VALUE, as often as needed; an empty value clears.")
@_later
@click.option("--dry-run", is_flag=True, help="Only say what would change, and what would not and why.")
@click.option("--json", "as_json", is_flag=True)
def bulk(action: str, chosen: Selection, pairs: tuple[str, ...], when: acts.schedule.When, dry_run: bool, as_json: bool) -> None:
    """What it is about is fixed first; each one's outcome stands in the operation. What waits is the worker's."""
    what = acts.action(action, chosen.kind)
    given = _given(what, pairs)
    if what.state != acts.LIVE:
        chosen = replace(chosen, archived=True)
    if dry_run:
        told = _looked(chosen, what, given, when)
        why = "".join(f"; {count:,} not: {reason}" for reason, count in told["reasons"].items())
        show(told, as_json, f"{told['title']}: {told['changed']:,} of {told['total']:,} would change{why}.")
        return
    by = members.require_owner()
    acts.meant(what, given, by, when)
    head = acts.start(acts.draft(chosen, action, by=by, via="command"), given, by=by, when=when)
    work.run(head.id)
    head = Operation.get_by_id(head.id)
    told = operations.as_json(head)
    show(told, as_json, f"{told['id']}  {told['status']:9} {told['done']}/{told['total']}  {told['title']}{_goes_on(head)}")


def _goes_on(head: Operation) -> str:
    """When the worker goes on with what waits."""
    if head.status != QUEUED or head.not_before is None:
        return ""
    zone = office.current().timezone
    return f"; the worker goes on at {head.not_before.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _looked(chosen: Selection, what: acts.Action, given: dict[str, list[str]], when: acts.schedule.When) -> dict[str, Any]:
    """What the act would do; nothing of it is kept."""
    by = members.require_owner()
    params = acts.meant(what, given, by, when)
    draft = acts.draft(chosen, what.key, by=by, via="command")
    try:
        found = acts.preview(draft, what, params, by=by)
    finally:
        acts.drop(draft)
    examples = [{"id": record, "changes": [one._asdict() for one in changes]} for record, changes in found.examples]
    return {
        "title": what.title(params),
        "total": found.changed + found.same + found.refused,
        "changed": found.changed,
        "unchanged": found.same,
        "refused": found.refused,
        "reasons": dict(found.reasons),
        "examples": examples,
    }


def _given(what: acts.Action, pairs: tuple[str, ...]) -> dict[str, list[str]]:
    """The form that `--set` fills in; for set-field each key is a field's."""
    given: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        key, parted, value = pair.partition("=")
        if not parted:
            raise click.UsageError(f"“{pair}” says no value: write --set KEY=VALUE.")
        if what.key == "set-field":
            given["field"].append(key)
            given["value"].append(value)
        elif key in what.inputs:
            given[key].append(value)
        else:
            raise click.UsageError(f"{what.key} takes no “{key}”: it takes {', '.join(what.inputs) or 'nothing'}.")
    if what.key in ("set-owner", "set-business") and not given:
        raise click.UsageError(f"Say what: --set {what.inputs[0]}=VALUE; an empty value clears.")
    if what.key == "set-dnc" and not any(value.strip() for value in given["channels"]):
        raise click.UsageError(f"Say which channels: --set channels=NAME, one of {', '.join(CHANNELS)} and all.")
    if what.key == "set-field" and len(given["field"]) != 1:
        raise click.UsageError("Say which field, and what: --set KEY=VALUE, once.")
    return given


COMMANDS = (bulk,)
