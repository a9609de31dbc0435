"""The page of members: GET only."""

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from peewee import fn

from blueprints.members.blueprint import blueprint
from blueprints.members.forms import Invite
from blueprints.web.guard import me, settings
from crm import access
from crm.members import invitations
from crm.members.rights import NARROW, ROLES
from crm.models import LIVE, Contact, Invitation, Member, Session
from crm.models.member import OWNER


@blueprint.get("/members")
def index() -> Response:
    """Everybody who may sign in, who was invited, and who no longer may."""
    return page(Invite())


def page(form: Invite, problem: str = "", status: int = 200, link: tuple[Invitation, str] | None = None) -> Response:
    """The page, with what went wrong, or with a link that is shown this once."""
    access.require_admin(me())
    made = (link[0], settings().base_url + url_for("members.join", token=link[1])) if link else None
    context = {"form": form, "problem": problem, "made": made, "leaving": request.args.get("leaving", type=int), **_everybody()}
    answer = make_response(render_template("members/index.html", **context), status)
    if made:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _everybody() -> dict[str, Any]:
    found = list(Member.select().order_by(Member.state.desc(), Member.name, Member.id))
    owned = (
        Contact.select(Contact.owner, fn.COUNT(Contact.id))
        .where((Contact.state == LIVE) & Contact.owner.is_null(False))
        .group_by(Contact.owner)
    )
    seen = Session.select(Session.member, fn.MAX(Session.seen_at)).group_by(Session.member)
    return {
        "people": found,
        "active": [m for m in found if m.state == LIVE],
        "pending": invitations.pending(),
        "owned": dict(owned.tuples()),
        "seen": dict(seen.tuples()),
        "roles": [role for role in ROLES if role != OWNER or me().role == OWNER],
        "narrow": NARROW,
        "OWNER": OWNER,
        "LIVE": LIVE,
    }
