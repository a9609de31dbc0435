"""The registry of bulk actions: forms, previews, the worker and the command line all read it."""

from crm.bulk.action import Action
from crm.bulk.actions.cells import Archive, Delete, Restore, SetBusiness, SetField, SetOwner
from crm.bulk.actions.dnc import SetDnc
from crm.bulk.actions.tags import AddFollowers, AddTags, ListByTag, RemoveFollowers, RemoveTags
from crm.bulk.actions.tasks import CreateTask
from crm.bulk.errors import NoSuchAction, Unfit
from crm.kinds import CONTACTS, Kind
from crm.models import Member

ACTIONS: dict[str, Action] = {}


def register(action: Action) -> Action:
    """Add an action; it is then offered, previewed, run and undone like every other."""
    ACTIONS[action.key] = action
    return action


def action(key: str, kind: Kind = CONTACTS) -> Action:
    """The action of this key on a kind of record; one that is unknown, or is not for this kind, raises."""
    try:
        found = ACTIONS[key].of(kind)
    except KeyError:
        raise NoSuchAction(key=key) from None
    if not found.fits():
        raise Unfit(act=found.label, many=kind.words.many)
    return found


def offered(by: Member, archived: bool = False, kind: Kind = CONTACTS) -> list[Action]:
    """The actions a member has for records of the lists, or of the archive."""
    state = Restore.state if archived else Archive.state
    every = (one.of(kind) for one in ACTIONS.values())
    return [one for one in every if one.state == state and one.fits() and one.may(by)]


for _action in (
    AddTags(),
    RemoveTags(),
    SetField(),
    SetOwner(),
    AddFollowers(),
    RemoveFollowers(),
    SetBusiness(),
    SetDnc(),
    CreateTask(),
    ListByTag(),
    Archive(),
    Delete(),
    Restore(),
):
    register(_action)
