"""Conditions on the links of records: as what one is linked, and with whom, as far as the one who asks sees both."""

from typing import Any

from peewee import SQL, Case, ModelSelect

from crm import access, kinds
from crm.db import among
from crm.filters.conditions import Asker, either, text
from crm.filters.tree import Leaf, Related
from crm.kinds import Kind
from crm.models import Association, AssociationLabel, Member


def source(asker: Asker, kind: Kind) -> tuple[ModelSelect, dict[str, Any]]:
    """The records of a kind at either end of a link, each with the words for the other end and the record that stands there."""
    ends = _ends(asker, kind).alias("linked")
    record = kind.table.alias()
    columns = {
        "label": lambda leaf, _: text(ends.c.word_f, leaf),
        "name": lambda leaf, _: _named(ends.c.kind, ends.c.other, leaf),
    }
    return record.select(record.id).join(ends, on=(ends.c.record == record.id)), columns


def through(part: Related, asker: Asker, kind: Kind) -> ModelSelect:
    """The records of a kind that are linked with records of another one which meet the conditions of `part`."""
    from crm.filters.compiling import compile_tree  # which asks here for what hangs on its records

    other, record = kinds.named(part.related), kind.table.alias()
    ends = _ends(asker, kind).alias("linked")
    there = other.table.select(other.table.id).where(other.alive() & compile_tree(part.where, asker, other))
    pairs = record.select(record.id, ends.c.other).distinct().join(ends, on=(ends.c.record == record.id))
    found = pairs.where((ends.c.kind == other.number) & ends.c.other.in_(there)).alias("pairs")
    each = kind.table.alias()
    return each.select(each.id).join(found, on=(found.c.id == each.id))


def _ends(asker: Asker, kind: Kind) -> ModelSelect:
    link, label = Association, AssociationLabel
    back = Case(None, ((label.back_f == "", label.name_f),), label.back_f)
    first = _end(asker, (link.kind_a == kind.number), (link.a, label.name_f, link.kind_b, link.b))
    second = _end(asker, (link.kind_b == kind.number), (link.b, back, link.kind_a, link.a))
    return first.union_all(second)


def _end(asker: Asker, here: Any, columns: tuple[Any, ...]) -> ModelSelect:
    link, label = Association, AssociationLabel
    named = [column.alias(name) for column, name in zip(columns, ("record", "word_f", "kind", "other"), strict=True)]
    query = link.select(*named).join(label, on=(label.id == link.label))
    query = query.where((link.state == SQL("1")) & (label.state == SQL("1")) & here)
    return query if asker.narrow is None else query.where(among(link.id, _seen(asker.narrow)))


def _seen(narrow: Member) -> list[int]:
    """The links of which a member sees both ends, looked up first: one statement may not nest as deep as both questions do."""
    return [i for (i,) in Association.select(Association.id).where(access.linked(narrow)).tuples()]


def _named(kind: Any, record: Any, leaf: Leaf) -> Any:
    each = [(kind == one.number) & record.in_(one.table.select(one.table.id).where(text(one.table.name_f, leaf))) for one in kinds.every()]
    return either(each)
