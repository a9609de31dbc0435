"""Loading what an address names: the only source of 404, and of nothing one may not see."""

from typing import Any

from flask import g

from blueprints.web.guard import me
from blueprints.web.repeats import done
from crm import access
from crm.businesses import keeping
from crm.errors import NotFound
from crm.models import (
    LIVE,
    Business,
    Choice,
    Contact,
    ContactTag,
    CustomField,
    CustomFolder,
    CustomOption,
    File,
    Invitation,
    Member,
    Operation,
    Tag,
    Task,
)


def contact(contact_id: int) -> Contact:
    """The contact of this id, if the member may see it."""
    found = access.contact(contact_id, me())
    if found is None:
        raise NotFound()
    return found


def business(business_id: int) -> Business:
    """The living business of this id, if the member may see it."""
    found = keeping.load(business_id, me())
    if found is None:
        raise NotFound()
    return found


def row(model: Any, row_id: int, owner: Contact) -> Any:
    """A living row that belongs to this contact."""
    found = model.get_or_none((model.id == row_id) & (model.contact == owner.id) & (model.state == LIVE))
    if found is None:
        raise NotFound()
    return found


def file(file_id: int) -> File:
    """A file, if the member may see the person it belongs to."""
    found = access.file(file_id, me())
    if found is None:
        raise NotFound()
    return found


def task(task_id: int) -> Task:
    """A task the member may see."""
    found = access.task(task_id, me())
    if found is None:
        raise NotFound()
    return found


def tag_of(contact_: Contact, tag_id: int) -> Tag:
    """A tag the contact carries."""
    query = Tag.select().join(ContactTag, on=(Tag.id == Tag.stood_for(ContactTag.tag)))
    found = query.where((Tag.id == tag_id) & (ContactTag.contact == contact_.id) & (ContactTag.on == 1)).first()
    if found is None:
        raise NotFound()
    return found


def sees(contact_: Contact) -> bool:
    """Whether the member may still see a contact, after an act that may have changed that."""
    return access.contact(contact_.id, me()) is not None


def follower(member_id: int) -> Member:
    """A member who may follow somebody, by number."""
    found = Member.get_or_none(Member.id == member_id)
    if found is None:
        raise NotFound()
    return found


def tag(tag_id: int, merged: bool = False) -> Tag:
    """A living tag, for admins; `merged` also gives one that is no more, for a form that is sent twice."""
    access.require_admin(me())
    found = Tag.get_or_none((Tag.id == tag_id) & ((Tag.state == LIVE) | merged))
    if found is None:
        raise NotFound()
    return found


def operation(operation_id: int) -> Operation:
    """An operation the member did, or any for admins."""
    found = Operation.get_or_none(Operation.id == operation_id)
    if found is None or not access.is_theirs(me(), found.actor):
        raise NotFound()
    return found


def member(member_id: int) -> Member:
    """A member, deactivated ones too; only admins know of them."""
    access.require_admin(me())
    found = Member.get_or_none(Member.id == member_id)
    if found is None:
        raise NotFound()
    return found


def invitation(invitation_id: int) -> Invitation:
    """An invitation that still holds."""
    access.require_admin(me())
    found = Invitation.get_or_none((Invitation.id == invitation_id) & (Invitation.state == LIVE))
    if found is None:
        raise NotFound()
    return found


def toast(operation_id: int | None) -> Operation | None:
    """The operation that the page's toast tells of: the member's own, just done."""
    if not operation_id or g.get("member") is None:
        return None
    return Operation.get_or_none((Operation.id == operation_id) & (Operation.actor == me().id))


def custom_field(field_id: int) -> CustomField:
    """A living field of the office's own; only admins describe fields."""
    return _description(CustomField, field_id)


def custom_option(option_id: int) -> CustomOption:
    """A living option of a living field."""
    found: CustomOption = _description(CustomOption, option_id)
    if found.field.state != LIVE:
        raise NotFound()
    return found


def contact_type(type_id: int) -> Choice:
    """A living type of contacts; only admins keep them."""
    found: Choice = _description(Choice, type_id)
    return found


def custom_folder(folder_id: int) -> CustomFolder:
    """A living folder of fields."""
    return _description(CustomFolder, folder_id)


def _description(model: Any, row_id: int) -> Any:
    """A living row; one that this very form has just taken away is found again, so that its second sending is answered as the first."""
    access.require_admin(me())
    found = model.get_or_none(model.id == row_id)
    if found is None or (found.state != LIVE and done() is None):
        raise NotFound()
    return found
