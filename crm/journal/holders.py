"""A value that only one record may have comes back only where no other living one has it by now, with a record from the archive too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crm import kinds
from crm.db import among
from crm.fields import custom
from crm.fields.field import Field
from crm.journal import taken, values
from crm.journal.cells import Address
from crm.journal.room import Wanted, Why
from crm.journal.verdicts import ALIVE, Verdict
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
    claims, without = defaultdict[int, list[Claim]](list), defaultdict[int, set[int]](set)
    for (tbl, field_id), cells in wanted.by_column.items():
        if tbl == CustomValue.number and _is_unique(custom.by_id(field_id)):
            claims[field_id] += [Claim(row, v.want, v) for row, v in cells.items() if v.want]
            without[field_id].update(cells)
    for number, moving in _moving(wanted):
        unique = [known.own.id for known in custom.unique_of(number)]
        for field_id, claim in _brought(wanted, unique, {row: v for row, v in moving.items() if v.want == ALIVE}):
            claims[field_id].append(claim)
        for field_id in unique:
            without[field_id].update(row for row, v in moving.items() if v.want != ALIVE)
    known = [one for field_id in without | claims if (one := custom.by_id(field_id)) is not None]
    return {at: _TAKEN for one in known for at in _without_room(wanted, one, claims[one.own.id], without[one.own.id])}


def _is_unique(known: Field | None) -> bool:
    return known is not None and known.own.unique and known.own.alive


def _brought(wanted: Wanted, unique: list[int], coming: Mapping[int, Verdict]) -> Iterable[tuple[int, Claim]]:
    """The values that records bring with them which come among the living."""
    for record, held in values.of(sorted(coming), unique).items():
        for field_id, value in held.items():
            if record not in wanted.by_column.get((CustomValue.number, field_id), {}):
                yield field_id, Claim(record, value, coming[record])


def _moving(wanted: Wanted) -> Iterable[tuple[int, dict[int, Verdict]]]:
    """The verdicts that move records among the living or away from them, by the number of their kind; only of kinds with unique values."""
    for model in (Contact, Business):
        if (cells := wanted.cells(model, "state")) and custom.unique_of(model.number):
            yield model.number, dict(cells)
    found, r, cells = defaultdict[int, dict[int, Verdict]](dict), CustomRecord, wanted.cells(CustomRecord, "state")
    for record, made in r.select(r.id, r.object).where(among(r.id, sorted(cells))).tuples() if cells else ():
        found[FIRST_OWN + made][record] = cells[record]
    yield from found.items()


def _without_room(wanted: Wanted, known: Field, claims: list[Claim], without: set[int]) -> Iterable[Address]:
    """Of those that claim a value, whose is taken; `without` are records that would have none."""
    cells, before = wanted.by_column.get((CustomValue.number, known.own.id), {}), wanted.before(known.own.id)
    holders = taken.holders(known, [claim.value for claim in claims]) if claims else []
    states = wanted.cells(kinds.of(known.own.subject).table, "state")
    held = {key for record, key in holders if record not in cells and record not in states and record not in before.rows}
    has = set(holders)
    keyed = [(claim, taken.key_of(known, claim.value)) for claim in claims]
    for claim, key in sorted(keyed, key=lambda one: ((one[0].record, one[1]) not in has, one[0].record)):
        if key in held or key in before.keys:
            yield claim.verdict.cell.at
        held.add(key)
    wanted.keep(known.own.id, dict.fromkeys(without, ()) | {claim.record: (key,) for claim, key in keyed})
