"""Keeping the records of the office's own objects: making, changing, archiving and restoring them."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm import access, records, text
from crm.custom_fields import records as own
from crm.custom_fields import uniqueness
from crm.custom_objects.errors import BadName, RecordGone
from crm.journal import operation
from crm.kinds import Kind
from crm.models import ARCHIVED, LIVE, CustomRecord, Member
from crm.models.custom_object import FIRST_OWN

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Verbs:
    """What one does with the records of one kind."""

    kind: Kind

    def create(self, values: Mapping[str, str], *, by: Member, key: str | None = None) -> CustomRecord:
        """Make a record from typed values; a member who sees only what is theirs becomes its owner."""
        access.require_edit(by)
        name = _clean_name(values.get("name", ""), self.kind)
        mine = {"owner": by.id} if by.only_assigned else {}
        with operation("record.created", by=by, title=f"Made the {self.kind.words.one} {name}", key=key) as op:
            made: CustomRecord = records.born(op, self.kind, {**values, "name": name}, by, **mine)
        return made

    def edit(
        self,
        record: CustomRecord,
        values: Mapping[str, str],
        *,
        by: Member,
        shown: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> bool:
        """Set fields of a record from typed text; tells whether anything changed. `shown` are the values the person saw."""
        access.require_edit(by)
        if "name" in values:
            _clean_name(values["name"], self.kind)
        labels = ", ".join(self.kind.fields.named(name).label.lower() for name in values)
        with operation("record.edited", by=by, title=f"Edited {record.name}: {labels}", key=key) as op:
            return records.put(op, record, values, by, shown)

    def may_change(self, record: CustomRecord, by: Member) -> bool:
        """Everybody but viewers changes what they see, and nobody what is in the archive."""
        return record.state == LIVE and access.may_edit(by)

    def may_remove(self, record: CustomRecord, by: Member) -> bool:
        """Who may change a record may put it away."""
        return self.may_change(record, by)


def archive(record: CustomRecord, *, by: Member, key: str | None = None) -> bool:
    """Put a record away, with its links; tells whether it was there."""
    return _move(record, LIVE, ARCHIVED, by, key)


def restore(record: CustomRecord, *, by: Member, key: str | None = None) -> bool:
    """Bring a record back; tells whether it was away. Raises Taken where another has a value by now that only one may have."""
    return _move(record, ARCHIVED, LIVE, by, key)


def load(kind: Kind, record_id: int, actor: Member) -> CustomRecord | None:
    """A record of a kind, in the archive too, if the actor may see it."""
    here = (CustomRecord.id == record_id) & (CustomRecord.object == kind.number - FIRST_OWN) & CustomRecord.state.in_((LIVE, ARCHIVED))
    found: CustomRecord | None = access.visible(CustomRecord.select().where(here), actor).first()
    return found


def _move(record: CustomRecord, away_from: int, to: int, by: Member, key: str | None) -> bool:
    access.require_edit(by)
    done = "archived" if to == ARCHIVED else "restored"
    with operation(f"record.{done}", by=by, title=f"{done.capitalize()} {record.name}", key=key) as op:
        now: CustomRecord = CustomRecord.get_by_id(record.id)
        if now.state not in (away_from, to):
            raise RecordGone(name=now.name)
        if to == LIVE:
            held = {key: value for key, value in own.held(now).items() if value}
            uniqueness.hold(held, records.kind_of(now).fields, by, now.id)
        return op.put(now, state=to)


def _clean_name(name: str, kind: Kind) -> str:
    bare = text.single_line(name)
    if not 1 <= len(bare) <= _LONGEST or text.has_control(bare):
        raise BadName(one=kind.words.one)
    return bare
