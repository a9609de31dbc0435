"""The types of contacts, as far as an act needs them: nobody is of one that was deleted, and no two have the same name."""

from crm.db import among
from crm.fold import fold
from crm.journal.belongings import deleted_by
from crm.journal.cells import Address
from crm.journal.room import Wanted, Why
from crm.journal.verdicts import ALIVE, Verdict
from crm.models import GONE, LIVE, Choice, Contact

LOST = "the type isn’t there any more"
_TAKEN = Why("the type’s name was taken since")


def living() -> set[int]:
    """The types that may be given, by id."""
    return {i for (i,) in Choice.select(Choice.id).where((Choice.field == "type") & (Choice.state == LIVE)).tuples()}


def refused(wanted: Wanted) -> dict[Address, Why]:
    """What would let somebody be of a type that isn't there, or make a second of a name."""
    return _lost(wanted) | _doubled(wanted)


def _lost(wanted: Wanted) -> dict[Address, Why]:
    given = [(verdict, int(verdict.want)) for verdict in wanted.cells(Contact, "type").values() if verdict.want is not None]
    given += _brought(wanted)
    lost = {one for _, one in given} - living() - set(wanted.coming(Choice)) if given else set()
    by = deleted_by(Choice, lost) if lost else {}
    return {verdict.cell.at: Why(LOST, by.get(one)) for verdict, one in given if one in lost}


def _brought(wanted: Wanted) -> list[tuple[Verdict, int]]:
    """People who come back as they were, with the type that they still are of."""
    told, gone = wanted.cells(Contact, "type"), (None, str(GONE))
    back = {row: v for row, v in wanted.cells(Contact, "state").items() if v.cell.fold() in gone and v.want not in gone}
    c = Contact
    rows = c.select(c.id, c.type).where(among(c.id, list(back)) & c.type.is_null(False)).tuples() if back else ()
    return [(back[row], one) for row, one in rows if row not in told]


def _doubled(wanted: Wanted) -> dict[Address, Why]:
    """Neither is the second brought back nor its name put back; files may use the key of a type for its name."""
    states, labels = wanted.cells(Choice, "state"), wanted.cells(Choice, "label")
    names, words = set[str](), set[str]()
    found = dict[Address, Why]()
    moved = {*states, *labels}
    for one in sorted(Choice.select().where(Choice.field == "type"), key=lambda one: (one.id in moved, one.id)) if moved else ():
        label = fold(labels[one.id].want or "") if one.id in labels else fold(one.label)
        if not (states[one.id].want == ALIVE if one.id in states else one.state == LIVE):
            continue
        if one.id in moved and (label in words or fold(one.key) in names):
            found |= {verdict.cell.at: _TAKEN for verdict in (states.get(one.id), labels.get(one.id)) if verdict is not None}
        names.add(label)
        words |= {label, fold(one.key)}
    return found
