"""The sign-in page, the welcome page of a new office, and what they do."""

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.sign_in.forms import SetUp, SignIn
from blueprints.web import guard, hypermedia
from blueprints.web.cookies import let_in
from blueprints.web.redirects import safe_path
from crm import members
from crm.errors import CrmError
from crm.members import setup, sign_in

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/")
def home() -> Response | Redirect:
    """The first page is the list of people."""
    return hypermedia.go(url_for("contacts.index"))


@blueprint.get("/sign-in")
def form() -> Response | Redirect:
    """The sign-in page; an office without an owner is welcomed first."""
    if members.owner() is None:
        return hypermedia.go(url_for("sign_in.welcome"))
    return _page("sign_in/form.html", SignIn())


@blueprint.post("/sign-in")
def enter() -> Response | Redirect:
    """Sign in."""
    typed = SignIn(request.form)
    try:
        signed = sign_in.sign_in(typed.email.data or "", typed.password.data or "", guard.visitor())
    except CrmError as error:
        return _page("sign_in/form.html", typed, str(error), error.status)
    sign_in.sign_out(request.cookies.get(guard.cookie_name(), ""))
    return let_in(signed, safe_path(request.form.get("next")))


@blueprint.get("/welcome")
def welcome() -> Response | Redirect:
    """Make the first owner."""
    if members.owner() is not None:
        return hypermedia.go(url_for("sign_in.form"))
    return _page("sign_in/welcome.html", SetUp())


@blueprint.post("/welcome")
def set_up() -> Response | Redirect:
    """Make the first owner, with the code, and sign them in."""
    typed = SetUp(request.form)
    try:
        owner = setup.create_owner(typed.code.data or "", typed.name.data or "", typed.email.data or "", typed.password.data or "")
    except CrmError as error:
        return _page("sign_in/welcome.html", typed, str(error), error.status)
    return let_in(sign_in.begin(owner, guard.visitor()), "/")


@blueprint.post("/sign-out")
def leave() -> Response | Redirect:
    """End this session."""
    sign_in.sign_out(request.cookies.get(guard.cookie_name(), ""))
    answer = make_response(hypermedia.go(url_for("sign_in.form")))
    answer.delete_cookie(guard.cookie_name(), secure=guard.settings().secure, httponly=True, samesite="Lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _page(template: str, typed: SignIn | SetUp, problem: str = "", status: int = 200) -> Response:
    g.member = None
    context = {"form": typed, "problem": problem, "next": safe_path(request.values.get("next"))}
    return make_response(render_template(template, **context), status)
