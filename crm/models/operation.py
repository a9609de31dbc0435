"""The journal's tables: an operation is one act by one actor; it has events, and an event has changes."""

from peewee import SQL, BigIntegerField, CompositeKey, IntegerField, JSONField, SmallIntegerField, TextField

from crm.models.base import Base, IdField, UTCField

QUEUED, PLANNING, RUNNING, PAUSED, DONE, CANCELLED, FAILED, DRAFT = (
    "queued",
    "planning",
    "running",
    "paused",
    "done",
    "cancelled",
    "failed",
    "draft",
)
ENDED = (DONE, CANCELLED, FAILED)
"""Nothing more comes of it, and it can be taken back."""

PENDING, CHANGED, UNCHANGED, REFUSED, SKIPPED, MERGED = 0, 1, 2, 3, 4, 5


class Operation(Base):
    """One act by one actor, the unit of undo; a long one also carries its lease, cursor and counts, and when it may begin."""

    id = IdField()
    kind = TextField()
    title = TextField(default="")
    actor = BigIntegerField(null=True)
    via = TextField(default="web")
    params = JSONField(default=dict)
    status = TextField(default=DONE)
    undoes = BigIntegerField(null=True)
    undone_by = BigIntegerField(null=True)
    reason = TextField(default="")
    total = IntegerField(default=0)
    done = IntegerField(default=0)
    changed = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    refused = IntegerField(default=0)
    failed = IntegerField(default=0)
    cursor = BigIntegerField(default=0)
    wish = TextField(default="")
    lease_owner = TextField(default="")
    lease_until = UTCField(null=True)
    idem_key = TextField(null=True)
    created_at = UTCField()
    not_before = UTCField(null=True)
    started_at = UTCField(null=True)
    finished_at = UTCField(null=True)

    class Meta:
        indexes = (
            (("status",), False),
            (("actor", "idem_key"), True),
            (("undoes",), False),
            (("actor", "id"), False),
            (("kind", "id"), False),
            (("actor", "kind", "id"), False),
            (("created_at", "id"), False),
        )


Operation.add_index(Operation.index(Operation.id, where=SQL("via = 'sample'"), name="operation_sample"))


class OperationItem(Base):
    """What an operation means to do, or did, with one subject; `marks` says what else an import's row does (importing.marking).

    The index of subjects holds those who are known: so PostgreSQL can't take it for a span of items, and read them all.
    """

    compact = True

    operation = BigIntegerField()
    seq = IntegerField()
    subject_kind = SmallIntegerField(default=1)
    subject_id = BigIntegerField(null=True)
    verdict = SmallIntegerField(default=0)
    status = SmallIntegerField(default=0)
    reason = TextField(default="")
    digest = BigIntegerField(null=True)
    marks = SmallIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("operation", "seq")


OperationItem.add_index(
    OperationItem.index(
        OperationItem.operation,
        OperationItem.subject_id,
        where=SQL("subject_id IS NOT NULL"),
        name="operation_item_operation_subject_id",
    )
)


class Event(Base):
    """What happened to one subject in one operation: the line of the timeline and the row listeners read."""

    id = IdField()
    operation = BigIntegerField()
    kind = SmallIntegerField()
    subject_kind = SmallIntegerField()
    subject_id = BigIntegerField()
    other_id = BigIntegerField(null=True)
    at = UTCField()
    tx = BigIntegerField(null=True)

    class Meta:
        indexes = ((("operation", "subject_kind", "subject_id"), False), (("subject_kind", "subject_id", "id"), False))


class Change(Base):
    """One altered cell: old and new in canonical text, null for nothing; `off` is the undo that took it back.

    `row` and `col` address the cell: a row's id and its column number, or for a membership the contact and the tag or member.
    A materialised birth has a negative id, so that it stands before every other change of its cell.
    """

    id = IdField()
    event = BigIntegerField()
    operation = BigIntegerField()
    tbl = SmallIntegerField()
    row = BigIntegerField()
    col = BigIntegerField()
    old = TextField(null=True)
    new = TextField(null=True)
    undo_of = BigIntegerField(null=True)
    because = BigIntegerField(null=True)
    off = BigIntegerField(null=True)

    class Meta:
        indexes = ((("event",), False), (("tbl", "row", "col", "id"), False))


class Listener(Base):
    """How far a listener has followed the events."""

    name = TextField(primary_key=True)
    last_event_id = BigIntegerField(default=0)
    last_tx = BigIntegerField(default=0)
