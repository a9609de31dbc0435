"""Errors people see: what happened, what was kept, what to do; a page for a visit, a toast for htmx."""

import logging
import secrets

from flask import Flask, Response, g, make_response, render_template, request, url_for
from peewee import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from blueprints.web import filtered, hypermedia
from crm import kinds, lists
from crm.db import Busy, is_busy
from crm.errors import CrmError, NotFound

log = logging.getLogger("kith.web")
_TITLES = {
    400: "That request didn’t make sense",
    401: "Please sign in",
    403: "You may not do this",
    404: "There’s nothing at this address",
    405: "That can’t be done here",
    409: "Somebody was faster",
    413: "That is too large",
    422: "Something isn’t right yet",
    429: "Too many tries",
    500: "Something broke on our side",
    503: "Just a moment",
}
_TEXTS = {
    404: "The link may be mistyped, or it may point to something you aren’t allowed to see.",
    405: "This address answers to another kind of request.",
    413: "The file or form is larger than Kith accepts. Nothing was stored.",
}


def handle(app: Flask) -> None:
    """Answer every error in one way."""
    app.register_error_handler(CrmError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _broken)


def _domain(error: CrmError) -> Response:
    return _answer(error.status, str(error), _mend(error))


def _mend(error: CrmError) -> str:
    """Where a broken list is mended, by who may open it; empty for every other error."""
    if not isinstance(error, lists.Broken) or not g.get("member"):
        return ""
    try:
        return url_for("lists.build", list=lists.load(error.found.id, g.member).id, **filtered.of_kind(kinds.of(error.found.subject)))
    except NotFound:
        return ""


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    said = error.description if code in (400, 403) and error.description else _TEXTS.get(code, error.description or "")
    answer = _answer(code, str(said))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.allow.update(sorted(error.valid_methods))
    return answer


def _database(error: OperationalError) -> Response:
    """Somebody else’s work is in the way: nobody is told of locks."""
    return _domain(Busy()) if is_busy(error) else _broken(error)


def _broken(error: Exception) -> Response:
    number = secrets.token_hex(4)
    log.error("error %s at %s %s", number, request.method, request.path, exc_info=error)
    return _answer(500, f"What you typed is still on the page you came from. If it happens again, tell your admin the number {number}.")


def _answer(code: int, said: str, mend: str = "") -> Response:
    title = _TITLES.get(code, "That didn’t work")
    if hypermedia.is_partial():
        return hypermedia.as_toast(make_response(render_template("errors/_toast.html", title=title, said=said), code))
    template = "errors/inside.html" if g.get("member") else "errors/outside.html"
    return make_response(render_template(template, code=code, title=title, said=said, mend=mend), code)
