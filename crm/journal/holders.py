"""A value that only one record may have comes back only where no other living one has it by now, with a record from the archive too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from crm import kinds
from crm.db import among
from crm.fields import custom
from crm.fields.field import Field
from crm.journal import taken, values
from crm.journal.cells import Address
from crm.journal.room import Wanted, Why
from crm.journal.verdicts import Verdict
from crm.models import Business, Contact, CustomRecord, CustomValue
from crm.models.custom_object import FIRST_OWN

_TAKEN = Why(taken.TAKEN)


class Claim(NamedTuple):
    """A record that would have a value, and the verdict by which it gets it: on the value, or on the record that comes with it."""

    record: int
    value: str
    verdict: Verdict


def refused(wanted: Wanted) -> dict[Address, Why]:
    """What would let a second living record have a value that only one may have."""
    claims = defaultdict[int, list[Claim]](list)
    for (tbl, field_id), cells in wanted.by_column.items():
        if tbl == CustomValue.number and _is_unique(custom.by_id(field_id)):
            claims[field_id] += [Claim(row, v.want, v) for row, v in cells.items() if v.want]
    for model in (Contact, Business, CustomRecord):
        for field_id, claim in _brought(wanted, model):
            claims[field_id].append(claim)
    known = ((custom.by_id(field_id), mine) for field_id, mine in claims.items())
    return {at: _TAKEN for one, mine in known if one is not None for at in _without_room(wanted, one, mine)}


def _is_unique(known: Field | None) -> bool:
    return known is not None and known.own.unique and known.own.alive


def _brought(wanted: Wanted, model: Any) -> Iterable[tuple[int, Claim]]:
    """The values that records bring with them which come among the living."""
    coming = wanted.coming(model)
    for number, rows in _kinds_of(model, coming).items():
        unique = [known.own.id for known in custom.of(number).values() if known.own.unique]
        for record, held in values.of(rows, unique).items():
            for field_id, value in held.items():
                if record not in wanted.by_column.get((CustomValue.number, field_id), {}):
                    yield field_id, Claim(record, value, coming[record])


def _kinds_of(model: Any, coming: Mapping[int, Verdict]) -> dict[int, list[int]]:
    if model is not CustomRecord or not coming:
        return {model.number: sorted(coming)} if coming else {}
    found = defaultdict[int, list[int]](list)
    r = CustomRecord
    for record, made in r.select(r.id, r.object).where(among(r.id, sorted(coming))).tuples():
        found[FIRST_OWN + made].append(record)
    return found


def _without_room(wanted: Wanted, known: Field, claims: list[Claim]) -> Iterable[Address]:
    cells = wanted.by_column.get((CustomValue.number, known.own.id), {})
    holders = taken.holders(known, [claim.value for claim in claims])
    states = wanted.cells(kinds.of(known.own.subject).table, "state")
    held = {key for record, key in holders if record not in cells and record not in states}
    has = set(holders)
    keyed = [(claim, taken.key_of(known, claim.value)) for claim in claims]
    for claim, key in sorted(keyed, key=lambda one: ((one[0].record, one[1]) not in has, one[0].record)):
        if key in held:
            yield claim.verdict.cell.at
        held.add(key)
