"""`bin/kith bulk …`: one act for many records of a kind."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import click

from blueprints.web.commands import show
from blueprints.web.whom import of_kind, whom
from crm import bulk as acts
from crm import members, operations
from crm.journal import work
from crm.models import Operation
from crm.models.dnc import CHANNELS
from crm.selection import Selection


@click.command("bulk", help="One act for many people, or other records; waits until it is finished.")
@click.argument("action", type=click.Choice(tuple(key for key, one in acts.ACTIONS.items() if one.editors)))
@whom
@of_kind
@click.option("--archived", is_flag=True, help="Those of them in the archive, instead of those in the lists.")
@click.option("--set", "pairs", multiple=True, help="KEY=VALUE, as often as needed; an empty value clears.")
@click.option("--dry-run", is_flag=True, help="Only say what would change, and what would not and why.")
@click.option("--json", "as_json", is_flag=True)
def bulk(action: str, chosen: Selection, archived: bool, pairs: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """What it is about is fixed first; each one's outcome stands in the operation."""
    what = acts.action(action, chosen.kind)
    given = _given(what, pairs)
    if archived or what.state != acts.LIVE:
        chosen = replace(chosen, archived=True)
    if dry_run:
        told = _looked(chosen, what, given)
        why = "".join(f"; {count:,} not: {reason}" for reason, count in told["reasons"].items())
        show(told, as_json, f"{told['title']}: {told['changed']:,} of {told['total']:,} would change{why}.")
        return
    head = acts.act(chosen, action, given, by=members.require_owner(), via="command")
    work.run(head.id)
    told = operations.as_json(Operation.get_by_id(head.id))
    show(told, as_json, f"{told['id']}  {told['status']:9} {told['done']}/{told['total']}  {told['title']}")


def _looked(chosen: Selection, what: acts.Action, given: dict[str, list[str]]) -> dict[str, Any]:
    """What the act would do; nothing of it is kept."""
    by = members.require_owner()
    params = what.read(given, by)
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
