"""The guard at the door: allowed hosts, same-origin acts, the session, and the headers of every answer."""

import socket
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from os import SEEK_END
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia
from crm import db, onlooker
from crm import office as offices
from crm.fields import custom
from crm.members import sign_in
from crm.members.sign_in import Visitor
from crm.models import Member
from crm.office import Office
from crm.settings import Settings

OPEN = frozenset(
    ("static", "health.show", "sign_in.form", "sign_in.enter", "sign_in.welcome", "sign_in.set_up", "members.join", "members.accept")
)
"""Endpoints that need no session."""
EXEMPT: frozenset[str] = frozenset()
"""Endpoints whose unsafe requests may come from elsewhere: none yet."""
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
_APART = frozenset(("once", "again", "anyway", "password", "now", "new"))
"""What doesn't tell one act from another: the key itself, which button was pressed, and passwords, of which nothing is kept beside their hash."""
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def watch(app: Flask) -> None:
    """Put the guard before and after every request."""
    app.before_request(_check_host)
    app.before_request(_check_origin)
    app.before_request(_open_connection)
    app.before_request(_know_member)
    app.after_request(_write_headers)
    app.teardown_request(_settle)


def settings() -> Settings:
    """The office's settings."""
    found: Settings = current_app.config["KITH"]
    return found


def office() -> Office:
    """What the office's people agreed on."""
    if "office" not in g:
        g.office = offices.office(settings())
    found: Office = g.office
    return found


def me() -> Member:
    """The member who is signed in."""
    found: Member = g.member
    return found


def cookie_name() -> str:
    """The session's cookie: bound to the host where TLS allows it."""
    return "__Host-kith" if settings().secure else "kith"


def visitor() -> Visitor:
    """Who makes this request."""
    return Visitor(request.remote_addr or "", request.user_agent.string, request.cookies.get("kith-known", ""))


def once_key() -> str | None:
    """The idempotency key of the form that was sent, and of what it says: a page that Back shows as it was sends the same with other words."""
    once = request.form.get("once", "")[:64]
    if not once:
        return None
    said = sorted((name, value) for name, value in request.form.items(multi=True) if name not in _APART)
    files = sorted((name, file.filename or "", _size(file)) for name, file in request.files.items(multi=True))
    return f"{once} {blake2b(repr((request.path, said, files)).encode(errors='surrogatepass'), digest_size=8).hexdigest()}"


def _size(file: FileStorage) -> int:
    at = file.stream.tell()
    size = file.stream.seek(0, SEEK_END)
    file.stream.seek(at)
    return size


def _check_host() -> None:
    host = urlsplit(f"//{request.host}").hostname or ""
    if host not in _hosts(settings().base_url):
        abort(400, "This address isn’t one of Kith’s own. Set KITH_BASE_URL to the address people use.")


@cache
def _hosts(base_url: str) -> frozenset[str]:
    own = {urlsplit(base_url).hostname or "", "localhost", "127.0.0.1", "::1", socket.gethostname().lower(), socket.getfqdn().lower()}
    with suppress(OSError):
        own |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    return frozenset(own)


def _check_origin() -> None:
    """Refuse an act that another site started."""
    if request.method in _SAFE or request.endpoint in EXEMPT:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin":
        return
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if site is not None or not origin or urlsplit(origin)[:2] != urlsplit(request.host_url)[:2]:
        abort(403, "This came from another site, so nothing was done.")


def _open_connection() -> None:
    if request.endpoint != "static":
        db.keep_connection()
        custom.doubt()


def _know_member() -> Response | Redirect | None:
    if request.endpoint == "static":
        return None
    token = request.cookies.get(cookie_name(), "")
    g.member = sign_in.member_of(token) if token else None
    onlooker.read_by(g.member)
    if g.member is not None or request.endpoint in OPEN or request.endpoint is None:
        return None
    path = request.full_path.rstrip("?") if request.method in _SAFE else hypermedia.page_path()
    return hypermedia.refuse_signed_out(path)


def _write_headers(answer: Response) -> Response:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    if settings().secure:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "static":
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
        return answer
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    return hypermedia.mark(answer)


def _settle(_: BaseException | None) -> None:
    onlooker.read_by(None)
    db.settle_connection()
