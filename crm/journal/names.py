"""Names that only one living row may have: of businesses, and of tags."""

from collections.abc import Mapping
from typing import Any

from crm.db import among
from crm.fold import fold
from crm.journal.cells import Address, column
from crm.journal.room import Wanted, Why
from crm.journal.verdicts import ALIVE, Verdict
from crm.models import LIVE, Business, Tag

_TAKEN: dict[Any, str] = {Business: "another business has this name by now", Tag: "the tag’s name was taken since"}


def refused(wanted: Wanted) -> dict[Address, Why]:
    """What would make a second of a name: neither is the row brought back nor its name put back."""
    found: dict[Address, Why] = {}
    for model, why in _TAKEN.items():
        states, names = wanted.cells(model, "state"), wanted.cells(model, "name")
        if names or any(verdict.want == ALIVE for verdict in states.values()):
            for row in _without_room(wanted, model, states, names):
                found |= {verdict.cell.at: Why(why) for verdict in (states.get(row), names.get(row)) if verdict is not None}
        else:
            wanted.keep(model, dict.fromkeys(states, ()))
    return found


def _without_room(wanted: Wanted, model: Any, states: Mapping[int, Verdict], names: Mapping[int, Verdict]) -> list[int]:
    mine, before = {*states, *names}, wanted.before(model)
    claims: list[tuple[bool, int, str]] = []
    text = column(model, "name")
    for row, state, key in model.select(model.id, model.state, model.name_f).where(among(model.id, sorted(mine))).tuples():
        will = fold(text.decode(names[row].want)) if row in names else key
        if (states[row].want == ALIVE) if row in states else (state == LIVE):
            claims.append((state != LIVE or will != key, row, will))
    held = {key for row, key in _held(model, {key for _, _, key in claims}) if row not in before.rows and row not in mine}
    out = list[int]()
    for _, row, key in sorted(claims):
        if key in held or key in before.keys:
            out.append(row)
        held.add(key)
    wanted.keep(model, dict.fromkeys(mine, ()) | {row: (key,) for _, row, key in claims})
    return out


def _held(model: Any, keys: set[str]) -> list[tuple[int, str]]:
    """The living rows of these names."""
    rows = model.select(model.id, model.name_f).where(among(model.name_f, sorted(keys)) & (model.state == LIVE))
    return list(rows.tuples()) if keys else []
