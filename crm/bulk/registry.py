"""The registry of bulk actions: forms, previews, the worker and the command line all read it."""

from crm.bulk.action import Action
from crm.bulk.actions.cells import Archive, Restore, SetBusiness, SetField, SetOwner
from crm.bulk.actions.dnc import SetDnc
from crm.bulk.actions.tags import AddFollowers, AddTags, ListByTag, RemoveFollowers, RemoveTags
from crm.bulk.actions.tasks import CreateTask
from crm.bulk.errors import NoSuchAction
from crm.models import Member

ACTIONS: dict[str, Action] = {}


def register(action: Action) -> Action:
    """Add an action; it is then offered, previewed, run and undone like every other."""
    ACTIONS[action.key] = action
    return action


def action(key: str) -> Action:
    """The action of this key; an unknown one raises."""
    try:
        return ACTIONS[key]
    except KeyError:
        raise NoSuchAction(key=key) from None


def offered(by: Member, archived: bool = False) -> list[Action]:
    """The actions a member has for people of the lists, or of the archive."""
    state = Restore.state if archived else Archive.state
    return [one for one in ACTIONS.values() if one.state == state and one.may(by)]


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
    Restore(),
):
    register(_action)
