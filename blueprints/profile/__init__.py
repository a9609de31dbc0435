"""What a member decides about themselves."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.profile.forms import Password, Profile
from blueprints.web import guard, hypermedia
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm.errors import CrmError, NotFound
from crm.members import profile, sign_in

blueprint = Blueprint("profile", __name__)
_FIELDS = ("name", "timezone", "locale", "theme", "page_size", "notices_email")


@blueprint.get("/profile")
def show() -> Response:
    """The profile: name, looks, password, sign-ins."""
    return _page(_shown())


@blueprint.post("/profile")
def update() -> Response | Redirect:
    """Change name, time zone, dates, theme, rows a page and keys."""
    form = Profile(request.form)
    values = {key: form[key].data or "" for key in _FIELDS if key in request.form}
    if "name" in request.form:
        values["shortcuts"] = "1" if form.shortcuts.data else ""
        values["notices_app"] = "1" if form.notices_app.data else ""
    try:
        first_time(lambda: profile.change(me(), values, key=once_key()))
    except CrmError as error:
        return _page(form, str(error), error.status)
    return hypermedia.done(url_for("profile.show"), operation=done())


@blueprint.post("/profile/password")
def change_password() -> Response | Redirect:
    """Change the password; every other sign-in ends."""
    form, token = Password(request.form), request.cookies.get(guard.cookie_name(), "")
    try:
        first_time(lambda: profile.set_password(me(), form.now.data or "", form.new.data or "", token=token, key=once_key()))
    except CrmError as error:
        return _page(_shown(), status=error.status, password_problem=str(error))
    return hypermedia.done(url_for("profile.show"), operation=done())


@blueprint.post("/profile/sign-ins/<token_hash>/end")
def end_sign_in(token_hash: str) -> Response | Redirect:
    """End one of one's own sign-ins."""
    if first_time(lambda: profile.end_sign_in(me(), token_hash, by=me(), key=once_key())) is False:
        raise NotFound()
    return hypermedia.done(url_for("profile.show"), operation=done())


def _shown() -> Profile:
    return Profile(
        data={key: str(getattr(me(), key)) for key in _FIELDS} | {key: bool(getattr(me(), key)) for key in ("shortcuts", "notices_app")}
    )


def _page(form: Profile, problem: str = "", status: int = 200, password_problem: str = "") -> Response:
    context: dict[str, Any] = {
        "form": form,
        "problem": problem,
        "password_problem": password_problem,
        "sign_ins": profile.sign_ins(me()),
        "this": sign_in.hash_of(request.cookies.get(guard.cookie_name(), "")),
        "locales": profile.LOCALES,
        "themes": profile.THEMES,
        "sizes": profile.SIZES,
        "emails": profile.EMAILS,
    }
    return make_response(render_template("profile/show.html", **context), status)
