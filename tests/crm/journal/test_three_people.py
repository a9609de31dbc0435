"""Long histories by three people: undone whole they leave the start, undone in the middle they change all but what is named as kept."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm import dnc, journal
from crm.errors import CrmError
from crm.journal import operation, work
from crm.journal.cells import Address, column_at, memberships
from crm.journal.verdicts import Choices
from crm.models import Contact, Dnc, Member, Operation
from crm.models.dnc import PERSON
from tests.crm.journal.world import VERBS, World, check, histories, newest, visible

LENGTH = 30
WHO = st.integers(0, 2)
NUMBERS = (st.integers(0, 7), st.integers(0, 7), st.integers(0, 3))
ACT = st.tuples(WHO, st.sampled_from(VERBS), *NUMBERS)
UNDO = st.tuples(WHO, st.just("UNDO"), st.integers(0, LENGTH), st.just(0), st.just(0))
BULK = st.tuples(
    WHO, st.sampled_from(("bulk", "bulk_tag", "bulk_untag", "bulk_follow", "bulk_away", "edit", "street", "archive")), *NUMBERS
)
"""Acts that bring no rows of their own, but for tags: each of their cells is put back, or named."""


class Office(World):
    """The same office with three people who take turns: an owner, an admin and a member."""

    def __init__(self) -> None:
        super().__init__()
        with operation("member.created", by=None) as op:
            eve = op.add(Member, name="Eve", email="eve@example.org")
        with operation("member.edited", by=self.ada) as op:
            op.put(bob := Member.get(Member.email_key == "bob@example.org"), role="admin")
        self.owner, self.people = self.ada, (self.ada, bob, eve)
        self.there = [c.id for c in Contact.select().order_by(Contact.id)]
        self.begun = newest()

    def turn(self, act: tuple[int, str, int, int, int]) -> Operation | None:
        """One act, or an undo of an earlier one, by one of the three."""
        who, verb, i, j, k = act
        self.ada = self.people[who]
        return self.take_back(i) if verb == "UNDO" else self.do((verb, i, j, k))

    def take_back(self, i: int) -> Operation | None:
        heads = list(Operation.select().where(Operation.id > self.begun).order_by(Operation.id))
        try:
            return self.undo(heads[i % len(heads)]).operation if heads else None
        except CrmError:
            return None

    def undo_everything(self) -> None:
        """The owner takes back all that was done, the newest first; what was undone already has nothing left to take.

        What was done again has a place of something older by now: what it kept from coming back does so once it is gone.
        """
        self.ada = self.owner
        done = Operation.select().where((Operation.id > self.begun) & (Operation.kind != "undo"))
        heads = list(done.order_by(Operation.id.desc()))
        for _ in heads:
            back = [self.undo(head).operation for head in heads]
            if not any(back):
                return

    def optout_person(self, i: int, j: int, k: int) -> None:
        """Only those who were there at the start object: whoever objects stays for good, and so would one who came meanwhile."""
        person = Contact.get_by_id(self.there[i % len(self.there)])
        row = dnc.add(person, (1, 2)[k % 2], by=self.ada, rank=PERSON)
        self.givers[row.id] = person.id


@pytest.fixture
def many(engine: str, database: object) -> Callable[..., None]:
    """Run a property over some histories: few in daily tests, or as many as KITH_HISTORIES says."""

    def run(property_: Callable[..., None], **strategies: Any) -> None:
        limits = settings(max_examples=histories(6, 2, engine), deadline=None, database=None, suppress_health_check=list(HealthCheck))
        limits(given(**strategies)(property_))()

    return run


def test_undoing_everything_three_people_did_gives_the_start(many):
    def holds(acts):
        office = Office()
        was = _cells()
        for act in acts:
            office.turn(act)
        office.undo_everything()
        assert _cells() == was
        check(office)

    many(holds, acts=st.lists(st.one_of(ACT, ACT, ACT, UNDO), min_size=LENGTH, max_size=LENGTH))


def test_exactly_what_is_named_as_kept_differs_from_the_start(many):
    def holds(before, act, after):
        office = Office()
        for earlier in before:
            office.turn(earlier)
        was = _cells()
        head = office.turn(act)
        if head is None:
            return
        did = _cells()
        for later in after:
            office.turn(later)
        found, outcome = _cells(), journal.undo(head, by=office.owner, choices=Choices())
        if outcome.operation is not None:
            work.run(outcome.operation.id)
        named, now = {_cell(verdict.cell.at) for verdict in (*outcome.kept, *outcome.covered)}, _cells()
        for cell in {*was, *did, *found, *now}:
            mine = was.get(cell) != did.get(cell)
            want = was if mine and cell not in named else found
            assert now.get(cell) == want.get(cell), (cell, named)

    many(
        holds,
        before=st.lists(ACT, max_size=LENGTH // 3),
        act=BULK,
        after=st.lists(ACT, min_size=1, max_size=LENGTH // 3),
    )


def _cells() -> dict[Any, Any]:
    """Every cell that can be read, by itself; people's own objections stay, so they don't count."""
    own = {(Dnc.number, row) for (row,) in Dnc.select(Dnc.id).where(Dnc.rank == PERSON).tuples()}
    cells: dict[Any, Any] = {}
    for key, value in visible().items():
        if key in own:
            continue
        if isinstance(value, dict):
            cells |= {(*key, name): text for name, text in value.items()}
        else:
            cells[key] = value
    return cells


def _cell(at: Address) -> tuple[Any, ...]:
    known = column_at(at.tbl, at.col)
    return tuple(at) if known.model in memberships() else (at.tbl, at.row, known.name)
