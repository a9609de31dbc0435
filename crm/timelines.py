"""The timeline of a record of any kind, as far as a member may see it: of a business also its people's, its notes' and its tasks'."""

from typing import Any

from peewee import SQL, ModelSelect

from crm import access
from crm.associations import telling
from crm.journal import feed, narrowing
from crm.journal.feed import SIZE, Entry
from crm.journal.narrowing import KINDS_OF, Narrowed, Scope
from crm.models import Business, Contact, ContactBusiness, Event, File, Member, Note, Talk, Task

_OF_RECORDS = ("files", "changes", "follows", "imports", "links")
"""What happens to records of the office's own: nobody writes to them, or is to do something about them."""


def of(record: Any, actor: Member, narrowed: Narrowed | None = None, before: int | None = None, size: int = SIZE) -> list[Entry]:
    """The newest entries, or those before the `mark` of one, in a constant number of queries."""
    entries = feed.of(record, narrowed, before, size, actor, _scope(record, actor))
    telling.tell(entries, actor)
    return entries


def count(record: Any, actor: Member) -> int:
    """How many entries there are in all."""
    return feed.count(record, actor, _scope(record, actor))


def kinds_of(record: Any) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What the timeline of a record may be narrowed to."""
    return {key: known for key, known in KINDS_OF.items() if isinstance(record, (Contact, Business)) or key in _OF_RECORDS}


def _scope(record: Any, actor: Member) -> Scope:
    return _of_business(record, actor) if isinstance(record, Business) else narrowing.own(record)


def _of_business(business: Business, actor: Member) -> Scope:
    """The business itself, its people as far as one sees them, and its notes and tasks for who sees everybody."""
    e, people = Event, _people(business, actor)
    parts = [*narrowing.own(business).parts, (e.subject_kind == Contact.number) & e.subject_id.in_(people)]
    written = {table: table.contact.in_(people) for table in (Note, Talk, File)}
    if access.reads_business_notes(actor):
        for table in (Note, Task):
            mine = table.select(table.id).where((table.business == business.id) & table.contact.is_null())
            parts.append((e.subject_kind == table.number) & e.subject_id.in_(mine))
        written[Note] |= (Note.business == business.id) & Note.contact.is_null()
    return Scope(tuple(parts), written)


def _people(business: Business, actor: Member) -> ModelSelect:
    """Who belongs to a business, those in the archive too; each state is asked for by itself, for else everybody would be looked at."""
    c, b = Contact, ContactBusiness
    first = [c.select(c.id).where((c.business == business.id) & (c.state == SQL(state))) for state in ("1", "2")]
    others = c.select(c.id).join(b, on=(b.contact == c.id)).where((b.business == business.id) & (b.state == SQL("1")))
    live, away, further = (access.visible(query, actor) for query in (*first, others))
    return live | away | further
