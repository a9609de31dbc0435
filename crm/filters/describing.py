"""A tree as a sentence a person would write; different trees give different sentences."""

from collections.abc import Callable
from typing import Any

from crm import emails, onlooker
from crm.countries import names
from crm.fields import Field
from crm.fields.values import show_date
from crm.filters.fields import related_of, types_of
from crm.filters.operators import OPERATORS
from crm.filters.tree import ALL, ANY, Group, Leaf, Part, Related
from crm.kinds import CONTACTS, Kind
from crm.models import Choice, Member

_PERIODS = ("today", "yesterday", "tomorrow")
_SOME_OR_NONE = {("gte", 1): "in", ("eq", 0): "not in"}
COUNTED = {"eq": "exactly", "ne": "not exactly", "lt": "fewer than", "lte": "at most", "gt": "more than", "gte": "at least"}


def describe(tree: Group, kind: Kind = CONTACTS) -> str:
    """“Everybody”, or “People whose type is Lead, and …”."""
    if tree == Group(ALL):
        return kind.words.all
    if tree.kind == ALL and tree.parts and not isinstance(tree.parts[0], Group):
        return f"{kind.words.heading} {_joined(tree, 'and', kind)}"
    return f"{kind.words.heading} for {kind.words.whom} {_group(tree, kind)}"


def sentence_of(part: Leaf | Related, kind: Kind = CONTACTS) -> str:
    """One condition as a sentence of its own."""
    text = _condition(part, kind)
    return text[0].upper() + text[1:]


def words_of(part: Leaf | Related, kind: Kind = CONTACTS) -> tuple[str, str, str]:
    """One condition as the field, the operator and the value, each in words; what hangs on a record is one piece."""
    if isinstance(part, Related):
        many = related_of(kind)[part.related].many
        return many[0].upper() + many[1:], "", _related(part, kind)
    known, type_ = kind.fields[part.field], types_of(kind)[part.field]
    operator, said = OPERATORS[type_][part.op].words, _said(type_, part, known)
    return known.label, operator, said.removeprefix(operator).strip()


def _joined(tree: Group, word: str, kind: Kind) -> str:
    parts = [_phrase(part, kind) for part in tree.parts]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f", {word} {parts[-1]}"


def _phrase(part: Part, kind: Kind) -> str:
    if isinstance(part, Group):
        return _group(part, kind)
    if isinstance(part, Related):
        there = _listed(part)
        return f"{kind.words.who} are {there}" if there else f"for {kind.words.whom} {_related(part, kind)}"
    return f"whose {_leaf(part, kind)}"


def _group(tree: Group, kind: Kind) -> str:
    parts = [_group(part, kind) if isinstance(part, Group) else _condition(part, kind) for part in tree.parts]
    word = {ALL: "all", ANY: "any"}.get(tree.kind, "none")
    return f"{word} of these {'is' if word != 'all' else 'are'} true: ({'; '.join(parts)})"


def _condition(part: Leaf | Related, kind: Kind) -> str:
    return _related(part, kind) if isinstance(part, Related) else _leaf(part, kind)


def _listed(part: Related) -> str:
    """Whether somebody is in one list, told by its number, as a person would say it; empty for every other question."""
    match part:
        case Related("lists", Group("all", (Leaf("id", "eq", number),)), how, count) if (how, count) in _SOME_OR_NONE:
            return f"{_SOME_OR_NONE[how, count]} {_list(number)}"
    return ""


def _list(number: int | float) -> str:
    """A list by its name, for who may use it, and its number."""
    from crm import lists  # which reads filters

    reader = onlooker.reader()
    try:
        named = f"{quoted(lists.load(int(number), reader).name)} " if reader else ""
    except lists.ListGone:
        named = ""
    return f"the list {named}(number {number!r})"


def _related(part: Related, kind: Kind) -> str:
    if there := _listed(part):
        return f"they are {there}"
    known = related_of(kind)[part.related]
    where = "" if part.where == Group(ALL) else f" where {_inner(part.where, part.related, kind)}"
    if (part.op, part.value) == ("gte", 1):
        return f"there is at least one {known.one}{where}"
    if (part.op, part.value) == ("eq", 0):
        return f"there is no {known.one}{where}"
    return f"the number of {known.many}{where} is {COUNTED[part.op]} {part.value:,}"


def _inner(tree: Part, related: str, kind: Kind) -> str:
    if isinstance(tree, Group):
        if tree.kind == ALL and len(tree.parts) == 1 and isinstance(tree.parts[0], Leaf):
            return _inner(tree.parts[0], related, kind)
        word = {ALL: "all", ANY: "any"}.get(tree.kind, "none")
        return f"{word} of ({'; '.join(_inner(p, related, kind) for p in tree.parts)})"
    if isinstance(tree, Related):
        return _related(tree, kind)
    hanging = related_of(kind)[related]
    type_, label = hanging.fields[tree.field]
    known = hanging.of.fields[tree.field] if hanging.of else f"{related}.{tree.field}"
    return f"the {label[0].lower()}{label[1:]} {_said(type_, tree, known)}"


_WORDS = {"created_at": "day of creation", "updated_at": "last change", "emails": "email addresses", "id": "number"}
"""What a field is called within a sentence, where its label alone would sound odd."""


def _leaf(leaf: Leaf, kind: Kind) -> str:
    known = kind.fields[leaf.field]
    label = _WORDS.get(leaf.field, known.label)
    return f"{label[0].lower()}{label[1:]} {_said(types_of(kind)[leaf.field], leaf, known)}"


def _said(type_: str, leaf: Leaf, known: Field | str) -> str:
    """Operator and value, of a field or of what `related.field` names."""
    operator, key = OPERATORS[type_][leaf.op], known if isinstance(known, str) else known.key
    show = _SHOW.get(key, _SHOW.get(type_, quoted))
    if type_ in ("choice", "many") and isinstance(known, Field) and known.custom:
        show = _of_option(known)
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


def _of_option(known: Field) -> Callable[[Any], str]:
    labels = {one.key: one.label for one in known.own.options}
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
    "people.owner": _member,
}
