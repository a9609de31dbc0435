"""Finding records by what one types."""

from functools import reduce
from operator import and_, or_

from peewee import Expression

from crm.kinds import CONTACTS, Kind
from crm.search import own_texts, words


def condition(typed: str, kind: Kind = CONTACTS) -> Expression | None:
    """The records of a kind in which every word is found; None asks for nothing. People are looked for in their documents,
    others in the columns their kind names, and at the beginning of what they hold in fields of the office's own."""
    if kind == CONTACTS:
        return words.condition(typed)
    sought = words.parse(typed)
    return reduce(and_, [_anywhere(word, kind) for word in sought]) if sought else None


def _anywhere(word: str, kind: Kind) -> Expression:
    columns = (kind.table._meta.fields[name] for name in kind.searched)
    found: Expression = reduce(or_, [words.holding(column, word) for column in columns])
    held = own_texts.beginning(word, kind.fields)
    return found if held is None else found | kind.table.id.in_(held)
