"""Links that a file of people brings: whom its columns name, which of them are new, and how they are written with their rows."""

from collections.abc import Iterable

from crm.associations.errors import LabelGone
from crm.db import among
from crm.fields.types import Unfit
from crm.importing.draft import Draft
from crm.importing.session import Session
from crm.journal.change import Writer
from crm.journal.ends import subject_of
from crm.kinds import CONTACTS
from crm.models import Contact, Event, Member
from crm.records import linking
from crm.records.linking import Link, Linker

_REASONS = {"no_match": "link_nobody", "ambiguous": "link_several"}


class Links:
    """What the columns of links of one file name; one whose label is gone names nobody."""

    def __init__(self, session: Session, by: Member) -> None:
        self.keys, self.options, self.by = session.links, session.options, by
        self.linker = Linker(CONTACTS, by)

    def require_labels(self) -> "Links":
        """Refuse a file that feeds links of a label that was deleted. Raises LabelGone."""
        if gone := {*self.keys} - {*self.linker.ways}:
            raise LabelGone(words=min(gone))
        return self

    def name(self, draft: Draft) -> str:
        """Find whom a row names; gives the reason why the row can't be taken."""
        known = {key: entries for key, entries in draft.links.items() if key in self.linker.ways}
        try:
            draft.linked = self.linker.named(known, lambda reason: self.options.leaves_blank(_REASONS[reason]))
        except Unfit as error:
            return _REASONS[error.reason]
        return ""

    def fit(self, draft: Draft, contact: int | None, row: int) -> str:
        """Leave out the links that a contact has already; gives the reason why there is no room for the others.

        `row` is the first one of the file about this person.
        """
        if not draft.linked:
            return ""
        if contact:
            draft.linked = self.linker.missing(contact, draft.linked)
        who = ("id", str(contact)) if contact else ("row", str(row))
        return "link_full" if self.linker.is_full(who, contact, draft.linked) else ""

    def hold(self) -> None:
        """Let nobody else link in these ways until the transaction ends."""
        self.linker.hold(self.keys)

    def people(self, drafts: Iterable[Draft]) -> set[int]:
        """The people whom these rows link with, as far as they are to be found: their timelines tell of it, so they are held like those of the rows."""
        known = [draft for draft in drafts if draft.links and not self.name(draft)]
        return {record for draft in known for _, (kind, record) in draft.linked if kind == Contact.number}

    def write(self, writer: Writer, rows: Iterable[tuple[int, Draft]]) -> None:
        """Within the open operation, link contacts as their rows say; who has an event of this operation already keeps that one."""
        wanted = [(contact, draft.linked) for contact, draft in rows if draft.linked]
        ends = {(Contact.number, contact) for contact, _ in wanted} | {subject_of(other) for _, linked in wanted for _, other in linked}
        for kind in sorted({kind for kind, _ in ends}):
            e, ids = Event, sorted(i for one, i in ends if one == kind)
            told = e.select(e.subject_id, e.id).where((e.operation == writer.id) & (e.subject_kind == kind) & among(e.subject_id, ids))
            writer.events |= {(kind, subject): event for subject, event in told.tuples()}
        for contact, linked in wanted:
            linking.write(writer, (Contact.number, contact), linked)

    def told(self, linked: Iterable[Link]) -> list[tuple[str, str]]:
        """Links as people read them: what the other one is called, and its name."""
        return linking.told(linked, self.by)
