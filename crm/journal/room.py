"""What an undo would bring back is looked at together: what has no room by now stays as it is, with what hangs on it, each named."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from peewee import Case, Expression

from crm.db import among, lock_words, share_words
from crm.fields import custom
from crm.journal import carried, ends, taken
from crm.journal.cells import STATE, Address, column
from crm.journal.history import Subject, by_kind
from crm.journal.verdicts import ALIVE, KEPT, RESTORED, Verdict
from crm.models import (
    ARCHIVED,
    GONE,
    LIVE,
    Association,
    AssociationLabel,
    Business,
    Choice,
    Contact,
    ContactTag,
    CustomField,
    CustomRecord,
    Event,
    Tag,
)
from crm.models.custom_object import FIRST_OWN

NEW_BUSINESS, NEW_TAG = "a new business", "a new tag"
"""Who makes one, renames one or brings one back does so alone, for a name is not to be there twice."""
BUSINESSES = "which businesses there are"
"""Who deletes one does so alone, before all other words; those who let people belong to one share this among themselves."""
TYPES = "which types contacts are of"
"""Who makes, renames, moves or deletes a type does so alone; those who give one share this among themselves."""
_WORDS = {Business.number: NEW_BUSINESS, Tag.number: NEW_TAG, Choice.number: TYPES}
_STAYING, _ON = (str(LIVE), str(ARCHIVED)), "1"
_THERE: dict[int, Any] = {Business.number: Business.state == LIVE, CustomRecord.number: CustomRecord.state != GONE}
"""What others point to or are linked with, and when it is there: those that aren't come back before the others."""


class Why(NamedTuple):
    """Why something stays, and the operation in its way."""

    why: str
    blocker: int | None = None


@dataclass
class Places:
    """Names, values or ends of links that one alone may have: which `rows` are judged already, and which `keys` these will have."""

    rows: set[int] = field(default_factory=set)
    keys: set[Any] = field(default_factory=set)


@dataclass
class SoFar:
    """What an undo will have done with what is judged already, where nothing of that is written yet.

    `leaving` are contacts that will no longer point to a business or choice, `back` people, businesses and records that will be there again, `lost` tells
    how many people lose each tag, `places` by what is there once only what will be taken.
    """

    leaving: set[int] = field(default_factory=set)
    back: set[Subject] = field(default_factory=set)
    lost: Counter[int] = field(default_factory=Counter)
    places: dict[Any, Places] = field(default_factory=lambda: defaultdict(Places))

    def lose(self, verdicts: Iterable[Verdict]) -> None:
        """Count the tags that people lose by these verdicts: they are taken from them, or the people go themselves."""
        put = [(v.cell.at, v.want) for v in verdicts if v.word == RESTORED]
        going = {at.row for at, want in put if (at.tbl, at.col) == (Contact.number, STATE) and want not in _STAYING}
        self.lost += carried.lost(going, [(at.row, at.col) for at, want in put if at.tbl == ContactTag.number and want != _ON])


class Wanted:
    """The cells that a batch of verdicts would write, by table and column, beside what was judged before."""

    def __init__(self, verdicts: Iterable[Verdict], so_far: SoFar) -> None:
        self.so_far = so_far
        self.places: dict[Any, Mapping[int, Sequence[Any]]] = {}
        self.by_column: dict[tuple[int, int], dict[int, Verdict]] = defaultdict(dict)
        for verdict in verdicts:
            if verdict.word == RESTORED:
                self.by_column[verdict.cell.at.tbl, verdict.cell.at.col][verdict.cell.at.row] = verdict

    def cells(self, model: Any, name: str) -> Mapping[int, Verdict]:
        """The verdicts on a column, by row."""
        at = column(model, name)
        return self.by_column.get((at.model.number, at.number), {})

    def coming(self, model: Any) -> Mapping[int, Verdict]:
        """The verdicts that bring rows of a table among the living, by row."""
        return {row: verdict for row, verdict in self.cells(model, "state").items() if verdict.want == ALIVE}

    def before(self, what: Any) -> Places:
        """What was judged before these, of names of a table, values of a field, or links."""
        return self.so_far.places.get(what) or Places()

    def keep(self, what: Any, places: Mapping[int, Sequence[Any]]) -> None:
        """Say what each of these rows would have alone, nothing too, if all verdicts stand."""
        self.places[what] = places

    def there(self, model: Any, rows: Iterable[int]) -> set[int]:
        """Which of these rows will be there: businesses that are living, others that aren't gone, not even in the archive."""
        sought, state = sorted(set(rows)), self.cells(model, "state")
        if not sought:
            return set()
        standing = _THERE.get(model.number, model.state != GONE)
        found = {i for (i,) in model.select(model.id).where(among(model.id, sought) & standing).tuples()}
        found |= {i for i in sought if (model.number, i) in self.so_far.back}
        gone = {i for i, verdict in state.items() if verdict.want in (None, str(GONE))}
        return (found | (set(state) & set(sought))) - gone


Rule = Callable[[Wanted], dict[Address, Why]]


def settle(verdicts: list[Verdict], rules: Sequence[Rule], so_far: SoFar) -> list[Verdict]:
    """The verdicts, with those that have no room turned into such that keep; what then has none either is found by looking again."""
    while refused := _refused(wanted := Wanted(verdicts, so_far), rules):
        verdicts = [_kept(v, refused[v.cell.at]) if v.word == RESTORED and v.cell.at in refused else v for v in verdicts]
    for what, places in wanted.places.items():
        so_far.places[what].rows.update(places)
        so_far.places[what].keys.update(key for keys in places.values() for key in keys)
    for model in (Contact, Business, CustomRecord):
        back = (row for row, v in wanted.cells(model, "state").items() if v.want not in (None, str(GONE)))
        so_far.back.update((model.number, row) for row in back)
    return verdicts


def _refused(wanted: Wanted, rules: Sequence[Rule]) -> dict[Address, Why]:
    return {at: why for rule in rules for at, why in rule(wanted).items()} if wanted.by_column else {}


def _kept(verdict: Verdict, why: Why) -> Verdict:
    return Verdict(verdict.cell, KEPT, why.why, blocker=why.blocker)


def hold(subjects: Iterable[Subject]) -> None:
    """Before rows are locked: let one transaction at a time bring names, links and values back that may be there once only.

    Everybody takes such words in this order, each sort in one call, and rows after them: else two would wait for one another.
    """
    rows = by_kind(subjects)
    if Business.number in rows:
        lock_words(BUSINESSES)
    elif Contact.number in rows:
        hold_businesses()
    lock_words(*(word for kind, word in _WORDS.items() if kind in rows))
    if Contact.number in rows:
        hold_types()
    ends.hold(*rows.get(AssociationLabel.number, ()), *_labels(rows.get(Association.number, ())))
    if CustomField.number in rows:
        lock_words(taken.WHICH)
    if kept := _with_values(rows):
        taken.stay()
    taken.hold(known.own.id for number in kept for known in custom.unique_of(number))


def hold_businesses() -> None:
    """Let nobody delete a business until the transaction ends: before it is looked for whom people will belong to."""
    share_words(BUSINESSES)


def hold_types() -> None:
    """Let nobody delete a type until the transaction ends: before one is given, and before rows are held."""
    share_words(TYPES)


def _with_values(rows: Mapping[int, list[int]]) -> list[int]:
    """The kinds of records among these subjects; which of the office's own they are of is not asked."""
    every = [FIRST_OWN + one.id for one in custom.objects()] if CustomRecord.number in rows else []
    return [*(model.number for model in (Contact, Business) if model.number in rows), *every]


def _labels(links: Sequence[int]) -> list[int]:
    return [i for (i,) in Association.select(Association.label).where(among(Association.id, links)).distinct().tuples()] if links else []


def absent(subjects: Sequence[Subject]) -> list[Subject]:
    """Those of these subjects that others point to or are linked with and that aren't there now."""
    found: list[Subject] = []
    for kind, rows in by_kind(subjects).items():
        if kind in _THERE:
            table: Any = {Business.number: Business, CustomRecord.number: CustomRecord}[kind]
            there = {i for (i,) in table.select(table.id).where(among(table.id, rows) & _THERE[kind]).tuples()}
            found += [(kind, row) for row in rows if row not in there]
    return found


def first(subjects: Sequence[Subject]) -> list[Subject]:
    """These subjects with what isn't there now before all others."""
    ahead = absent(subjects)
    known = set(ahead)
    return [*ahead, *(subject for subject in subjects if subject not in known)]


def in_order() -> list[Expression]:
    """The order in which the subjects of an operation are judged, over its events: what isn't there now, for what points to it comes
    back after it; then records before the businesses and tags they point to, which go after them."""
    e, b, r = Event, Business, CustomRecord
    firms = b.select(b.id).where(b.state != LIVE)
    records = r.select(r.id).where(r.state == GONE)
    gone = ((e.subject_kind == b.number) & e.subject_id.in_(firms)) | ((e.subject_kind == r.number) & e.subject_id.in_(records))
    return [Case(None, ((gone, 0),), 1), e.subject_kind, e.subject_id]
