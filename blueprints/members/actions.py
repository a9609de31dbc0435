"""Acts on members, for owners and admins."""

from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.members.blueprint import blueprint
from blueprints.members.forms import Invite, Rights
from blueprints.members.pages import page
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm.errors import CrmError, NotFound
from crm.members import changing, invitations
from crm.models import Invitation, Operation


class ShownBefore(CrmError):
    """This link was made and shown already, and is kept nowhere. Make another; the first one dies with it."""

    status = 409


@blueprint.post("/members/invitations")
def invite() -> Response:
    """Invite a colleague, and show the link."""
    form = Invite(request.form)
    wanted = {"role": form.role.data or "", "only_assigned": bool(form.only_assigned.data)}
    return _with_link(form, lambda: invitations.invite(form.name.data or "", form.email.data or "", **wanted, by=me(), key=once_key()))  # type: ignore[arg-type]


@blueprint.post("/members/<int:member_id>/link")
def renew(member_id: int) -> Response:
    """A link by which a member sets a new password."""
    member = load.member(member_id)
    return _with_link(Invite(), lambda: invitations.renew_password(member, by=me(), key=once_key()))


@blueprint.post("/members/invitations/<int:invitation_id>/withdrawal")
def withdraw(invitation_id: int) -> Response | Redirect:
    """Take an invitation back."""
    return _act(lambda: invitations.withdraw(load.invitation(invitation_id), by=me(), key=once_key()))


@blueprint.post("/members/<int:member_id>/rights")
def rights(member_id: int) -> Response | Redirect:
    """Change what a member may do and see."""
    member, form = load.member(member_id), Rights(request.form)
    return _act(lambda: changing.set_role(member, form.role.data or "", bool(form.only_assigned.data), by=me(), key=once_key()))


@blueprint.post("/members/<int:member_id>/deactivation")
def deactivate(member_id: int) -> Response | Redirect:
    """Let a member in no more; what they own goes to somebody else, if one is named."""
    member, heir = load.member(member_id), request.form.get("heir", type=int)
    taker = load.member(heir) if heir else None
    return _act(lambda: changing.deactivate(member, by=me(), heir=taker, key=once_key()))


@blueprint.post("/members/<int:member_id>/activation")
def activate(member_id: int) -> Response | Redirect:
    """Let a member back in."""
    member = load.member(member_id)
    return _act(lambda: changing.activate(member, by=me(), key=once_key()))


@blueprint.post("/members/<int:member_id>/sign-out")
def sign_out(member_id: int) -> Response | Redirect:
    """End every sign-in of a member."""
    member = load.member(member_id)
    return _act(lambda: changing.sign_out(member, by=me(), key=once_key()))


def _with_link(form: Invite, verb: Callable[[], tuple[Invitation, str]]) -> Response:
    try:
        link = first_time(verb)
        if link is None:
            raise ShownBefore()
    except CrmError as error:
        return page(form, str(error), error.status)
    return page(Invite(), link=link)


def _act(verb: Callable[[], object]) -> Response | Redirect:
    try:
        handed = first_time(verb)
    except NotFound:
        raise
    except CrmError as error:
        return page(Invite(), str(error), error.status)
    if isinstance(handed, Operation):
        return hypermedia.go(url_for("operations.show", operation_id=handed.id))
    return hypermedia.done(url_for("members.index"), operation=done())
