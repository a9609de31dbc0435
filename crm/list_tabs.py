"""The tabs a member keeps above the list of each kind of record: smart lists and ready-made ones, in their order."""

from crm import lists
from crm.journal import operation
from crm.kinds import CONTACTS, Kind
from crm.lists import Ready
from crm.models import Member, SmartList

_MOST, _FIRST = 30, 6


def keep(actor: Member, keys: list[str], kind: Kind = CONTACTS, *, key: str | None = None) -> bool:
    """Keep these tabs, in this order: numbers of lists, and keys of ready-made ones; those of other kinds stay. Without any come the usual ones."""
    known = _known(kind, actor)
    kept = [one for one in dict.fromkeys(keys) if one in known][:_MOST]
    others = [one for one in _kept(actor) if one.rpartition(":")[0] != _of(kind)]
    marked = [f"{_of(kind)}:{one}" if _of(kind) else one for one in kept]
    with operation("profile.edited", by=actor, title="Changed your tabs", key=key) as op:
        return op.put(actor, pinned_lists=",".join((*others, *marked)))


def of(actor: Member, kind: Kind = CONTACTS) -> list[SmartList | Ready]:
    """The tabs a member keeps, in their order; without any, of people their own lists and two ready-made ones, of others every list, as far as there is room."""
    known = _known(kind, actor)
    mine = [key for of, _, key in (one.rpartition(":") for one in _kept(actor)) if of == _of(kind)]
    if mine:
        return [known[key] for key in mine if key in known]
    if kind != CONTACTS:
        return list(known.values())[:_MOST]
    own = [one for one in known.values() if isinstance(one, SmartList) and one.owner_id == actor.id]
    return [*own[:_FIRST], known["new"], known["quiet"]]


def _known(kind: Kind, actor: Member) -> dict[str, SmartList | Ready]:
    saved = {str(one.id): one for one in lists.visible_to(actor, kind)}
    return saved | {one.key: one for one in lists.ready_of(kind)}


def _kept(actor: Member) -> list[str]:
    return [one for one in actor.pinned_lists.split(",") if one]


def _of(kind: Kind) -> str:
    """What stands before the tabs of a kind where they are kept; before those of people nothing does."""
    return "" if kind == CONTACTS else str(kind.number)
