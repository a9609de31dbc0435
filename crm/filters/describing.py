"""A tree as a sentence a person would write; different trees give different sentences."""

from collections.abc import Callable
from typing import Any

from crm import emails
from crm.countries import names
from crm.fields import FIELDS
from crm.fields.values import show_date
from crm.filters.fields import RELATED, TYPES
from crm.filters.operators import OPERATORS
from crm.filters.tree import ALL, ANY, Group, Leaf, Part, Related
from crm.models import Choice, Member

_PERIODS = ("today", "yesterday", "tomorrow")
_COUNTS = {"eq": "exactly", "ne": "not exactly", "lt": "fewer than", "lte": "at most", "gt": "more than", "gte": "at least"}


def describe(tree: Group) -> str:
    """“Everybody”, or “People whose type is Lead, and …”."""
    if tree == Group(ALL):
        return "Everybody"
    if tree.kind == ALL and tree.parts and not isinstance(tree.parts[0], Group):
        return f"People {_joined(tree, 'and')}"
    return f"People for whom {_group(tree)}"


def sentence_of(part: Leaf | Related) -> str:
    """One condition as a sentence of its own."""
    text = _related(part) if isinstance(part, Related) else _leaf(part)
    return text[0].upper() + text[1:]


def words_of(part: Leaf | Related) -> tuple[str, str, str]:
    """One condition as the field, the operator and the value, each in words; what hangs on a person is one piece."""
    if isinstance(part, Related):
        kind = RELATED[part.related]
        return kind.many[0].upper() + kind.many[1:], "", _related(part)
    operator, said = OPERATORS[TYPES[part.field]][part.op].words, _said(TYPES[part.field], part, part.field)
    return FIELDS[part.field].label, operator, said.removeprefix(operator).strip()


def _joined(tree: Group, word: str) -> str:
    parts = [_phrase(part) for part in tree.parts]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f", {word} {parts[-1]}"


def _phrase(part: Part) -> str:
    if isinstance(part, Group):
        return _group(part)
    return _related(part) if isinstance(part, Related) else f"whose {_leaf(part)}"


def _group(tree: Group) -> str:
    parts = [_group(p) if isinstance(p, Group) else _related(p) if isinstance(p, Related) else _leaf(p) for p in tree.parts]
    word = {ALL: "all", ANY: "any"}.get(tree.kind, "none")
    return f"{word} of these {'is' if word != 'all' else 'are'} true: ({'; '.join(parts)})"


def _related(part: Related) -> str:
    kind = RELATED[part.related]
    where = "" if part.where == Group(ALL) else f" where {_inner(part.where, part.related)}"
    if (part.op, part.value) == ("gte", 1):
        return f"there is at least one {kind.one}{where}"
    if (part.op, part.value) == ("eq", 0):
        return f"there is no {kind.one}{where}"
    return f"the number of {kind.many}{where} is {_COUNTS[part.op]} {part.value:,}"


def _inner(tree: Part, related: str) -> str:
    if isinstance(tree, Group):
        if tree.kind == ALL and len(tree.parts) == 1 and isinstance(tree.parts[0], Leaf):
            return _inner(tree.parts[0], related)
        word = {ALL: "all", ANY: "any"}.get(tree.kind, "none")
        return f"{word} of ({'; '.join(_inner(p, related) for p in tree.parts)})"
    if isinstance(tree, Related):
        return _related(tree)
    kind, label = RELATED[related].fields[tree.field]
    return f"the {label} {_said(kind, tree, f'{related}.{tree.field}')}"


_WORDS = {"created_at": "day of creation", "updated_at": "last change", "emails": "email addresses", "id": "number"}
"""What a field is called within a sentence, where its label alone would sound odd."""


def _leaf(leaf: Leaf) -> str:
    label = _WORDS.get(leaf.field, FIELDS[leaf.field].label)
    return f"{label[0].lower()}{label[1:]} {_said(TYPES[leaf.field], leaf, leaf.field)}"


def _said(kind: str, leaf: Leaf, key: str) -> str:
    operator = OPERATORS[kind][leaf.op]
    show = _of_option(key) if kind in ("choice", "many") and key in FIELDS.custom else _SHOW.get(key, _SHOW.get(kind, quoted))
    if operator.shape == "none":
        return operator.words
    if operator.shape == "span":
        n, unit = leaf.value
        end = {"more_than_ago": " ago", "more_than_ahead": " ahead"}.get(leaf.op, "")
        return f"{operator.words} {n:,} {unit}{'' if n == 1 else 's'}{end}"
    if operator.shape == "pair":
        return f"{operator.words} {show(leaf.value[0])} and {show(leaf.value[1])}"
    if operator.shape == "list":
        word = "and" if leaf.op == "has_all" else "or"
        return f"{operator.words} {f' {word} '.join(show(value) for value in leaf.value)}"
    return f"{operator.words} {show(leaf.value)}"


def quoted(value: Any) -> str:
    """A text between quotes; quotes in it stand twice, so that no two values read the same."""
    text = str(value).replace("“", "““").replace("”", "””")
    return f"“{text}”"


def _number(value: Any) -> str:
    return repr(value)


def _date(value: str) -> str:
    return show_date(value)


def _member(value: str) -> str:
    if value == "me":
        return "me"
    found = Member.select(Member.name).where(Member.email_key == emails.key(value)).order_by(Member.state.desc()).first()
    return f"{found.name} ({value})" if found else quoted(value)


def _type(value: str) -> str:
    found = Choice.get_or_none((Choice.field == "type") & (Choice.key == value))
    return f"{found.label}" if found else quoted(value)


def _of_option(key: str) -> Callable[[Any], str]:
    labels = {one.key: one.label for one in FIELDS[key].own.options}
    return lambda value: quoted(labels.get(value, value))


def _country(value: str) -> str:
    return names().get(value, value)


_SHOW: dict[str, Callable[[Any], str]] = {
    "number": _number,
    "date": _date,
    "time": _date,
    "dnc": str,
    "type": _type,
    "country": _country,
    "timezone": str,
    "owner": _member,
    "followers": _member,
    "imports.by": _member,
    "edits.by": _member,
    "notes.author": _member,
}
