"""Following an invitation: the only pages about members that need no sign-in."""

from flask import Response, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.members.blueprint import blueprint
from blueprints.members.forms import Join
from blueprints.web import guard
from blueprints.web.cookies import let_in
from crm.errors import CrmError
from crm.members import invitations, sign_in


@blueprint.get("/join/<token>")
def join(token: str) -> Response:
    """What the link is for; looking at it uses nothing up."""
    found = invitations.of_token(token)
    return _page(token, Join(data={"name": found.name}))


@blueprint.post("/join/<token>")
def accept(token: str) -> Response | Redirect:
    """Become a member, or set a new password, and be signed in."""
    form = Join(request.form)
    try:
        member = invitations.accept(token, form.name.data or "", form.password.data or "")
    except CrmError as error:
        if isinstance(error, invitations.Spent):
            raise
        return _page(token, form, str(error), error.status)
    return let_in(sign_in.begin(member, guard.visitor()), url_for("contacts.index"))


def _page(token: str, form: Join, problem: str = "", status: int = 200) -> Response:
    g.member = None
    found = invitations.of_token(token)
    answer = make_response(render_template("members/join.html", invitation=found, token=token, form=form, problem=problem), status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
