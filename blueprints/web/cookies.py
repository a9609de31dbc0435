"""The cookies of a session."""

from flask import Response, make_response

from blueprints.web import guard, hypermedia
from crm.members.sign_in import SignedIn

_YEAR = 365 * 24 * 3600


def let_in(signed: SignedIn, path: str) -> Response:
    """Go to a page with the cookies of a session that has just begun."""
    answer = make_response(hypermedia.go(path))
    secure = guard.settings().secure
    answer.set_cookie(guard.cookie_name(), signed.token, httponly=True, samesite="Lax", secure=secure, path="/")
    answer.set_cookie("kith-known", signed.browser_token, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure, path="/")
    return answer
