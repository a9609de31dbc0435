"""Where a tag or a field is used: which lists ask about it, show it, or are sorted by it; and how lists follow what they name to another name."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crm import kinds, lists
from crm.filters.gone import NAMES
from crm.fold import fold
from crm.journal.change import Writer
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, Member, SmartList

Mention = tuple[str, str]
"""A field's key and a folded value that it is compared with; an empty value is the field itself."""
Words = Mapping[str, tuple[str, ...]]
"""A folded word that names something → the words that it goes by from now on."""
_ANY = {"is": "any_of", "is_not": "none_of"}


@dataclass(frozen=True, slots=True)
class Using:
    """The lists that use something: those the actor may see, by name, and how many others there are."""

    seen: tuple[SmartList, ...] = ()
    hidden: int = 0

    @property
    def count(self) -> int:
        """How many lists there are in all."""
        return len(self.seen) + self.hidden

    @property
    def words(self) -> str:
        """The lists in words: “Oslo”, “VIPs” and 1 list of somebody else; empty when there is none."""
        said = [f"“{one.name}”" for one in self.seen]
        said += [f"{self.hidden} {'list' if self.hidden == 1 else 'lists'} of somebody else"] if self.hidden else []
        return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def lists_using(actor: Member, *, tag: str = "", field: str = "", value: str = "", kind: Kind = CONTACTS) -> Using:
    """The living lists that name a tag, or use a field of a kind (of it, a `value`): in the filter, as a column or as the sort."""
    wanted = ("tags", fold(tag)) if tag else (field, fold(value))
    return all_uses(actor, kind).get(wanted, Using())


def all_uses(actor: Member, kind: Kind = CONTACTS) -> dict[Mention, Using]:
    """Everything that living lists of a kind mention: (key, "") is a field, (key, folded value) what it is compared with."""
    seen = {int(one.id) for one in lists.visible_to(actor, kind)}
    found: dict[Mention, list[SmartList]] = defaultdict(list)
    of_kind = (SmartList.state == LIVE) & (SmartList.subject == kind.number)
    for one in SmartList.select().where(of_kind).order_by(SmartList.name_f, SmartList.id):
        for mention in mentions(one):
            found[mention].append(one)
    return {mention: _using(some, seen) for mention, some in found.items()}


def mentions(one: SmartList) -> set[Mention]:
    """What a list mentions, even if its filter can no longer be used."""
    shown = {(key, "") for key in (*one.shown.split(","), one.sort.removeprefix("-")) if key}
    return shown | set(_mentioned(json.loads(one.tree)))


def follow_tag(op: Writer, old: str, new: str) -> int:
    """Within the operation that renames or merges a tag, let every list that names it name the new one; gives how many did."""
    return _follow(op, CONTACTS.number, lambda data, _: _renamed(data, ("tags", "name"), {fold(old): (new,)}))


def follow_words(op: Writer, kind: int, words: Words) -> int:
    """Within the operation that renames a kind of link, let every list of a kind of record that names it by a word name it by what it became."""
    return _follow(op, kind, lambda data, _: _renamed(data, ("associations", "label"), words)) if words else 0


def follow_list(op: Writer, renamed: SmartList, old: str) -> int:
    """Within the operation that renamed a list, let every list that names it name it anew; gives how many did.

    Members call their lists as they like: who may not use the renamed one meant another, and who has another of its old name means both.
    """

    def follow(data: Any, one: SmartList) -> Any:
        usable = lists.visible_to(one.owner, kinds.of(renamed.subject))
        if all(other.id != renamed.id for other in usable):
            return data
        both = any(other.name_f == fold(old) for other in usable)
        return _renamed(data, ("lists", "name"), {fold(old): (old, renamed.name) if both else (renamed.name,)})

    return _follow(op, renamed.subject, lambda data, one: follow(data, one) if ("lists.name", fold(old)) in _mentioned(data) else data)


def _follow(op: Writer, kind: int, renamed: Callable[[Any, SmartList], Any]) -> int:
    followed = 0
    for one in SmartList.select().where((SmartList.state == LIVE) & (SmartList.subject == kind)):
        data = json.loads(one.tree)
        if (now := renamed(data, one)) != data:
            followed += op.put(one, tree=json.dumps(now, ensure_ascii=False, separators=(",", ":")))
    return followed


def _renamed(part: Any, named: tuple[str, str], words: Words, related: str = "") -> Any:
    """A filter in which conditions on this field of what hangs on a record name it anew; a tag is named by the field `tags` too."""
    if isinstance(part, list):
        return [_renamed(inner, named, words, related) for inner in part]
    if not isinstance(part, dict):
        return part
    if "field" not in part:
        return {key: _renamed(inner, named, words, str(part.get("related", "")) or related) for key, inner in part.items()}
    there = (related, part["field"])
    return _naming(part, words) if there == named or (named[0] == "tags" and there == ("", "tags")) else part


def _naming(leaf: dict[str, Any], words: Words) -> dict[str, Any]:
    """A condition with the words that what it names goes by now; where one word became several it asks for any of them. A part of a name is nobody's."""
    if leaf["op"] not in NAMES:
        return leaf
    value: Any = leaf.get("value")
    several = isinstance(value, list)
    became = [new for one in (value if several else [value]) for new in (words.get(fold(one), (one,)) if isinstance(one, str) else (one,))]
    found = list(dict.fromkeys(became))
    if several:
        return leaf | {"value": found}
    if len(found) == 1:
        return leaf | {"value": found[0]} if "value" in leaf else leaf
    return leaf | {"op": _ANY[leaf["op"]], "value": found} if leaf["op"] in _ANY else leaf


def _using(some: list[SmartList], seen: set[int]) -> Using:
    visible = tuple(one for one in some if one.id in seen)
    return Using(visible, len(some) - len(visible))


def _mentioned(part: Any, related: str = "") -> Iterator[Mention]:
    if isinstance(part, list):
        for inner in part:
            yield from _mentioned(inner, related)
    elif isinstance(part, dict) and "field" in part:
        key = str(part["field"]) if not related else "tags" if related == "tags" else f"{related}.{part['field']}"
        yield key, ""
        value = part.get("value")
        yield from ((key, fold(one)) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))
    elif isinstance(part, dict):
        name = str(part.get("related", "")) or related
        for inner in part.values():
            yield from _mentioned(inner, name)
