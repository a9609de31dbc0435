"""The guard at the door: hosts, origins, sessions, headers, redirects, errors."""

import re
from datetime import timedelta

import pytest

from blueprints.web.guard import EXEMPT, OPEN
from blueprints.web.redirects import safe_path
from crm import clock, members
from crm.members import setup
from crm.models import Member, Session
from tests.blueprints.conftest import FRAGMENT, PASSWORD, SAME_ORIGIN

HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy")
ANSWERS = ("/contacts", "/sign-in", "/health", "/static/app.css", "/nowhere", "/contacts/99999", "/contacts/export")

FILLED = {"ways": "emails", "key": "city"}
"""What a variable of an address reads that is no number."""

ENGINES = ("sqlite",)
"""Pages, whose verbs are tried on both databases elsewhere."""


def addresses(app, method):
    """Every address of the app that takes this method, with its variables filled in."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            yield rule.endpoint, re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda found: FILLED.get(found[1], "1"), rule.rule)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_headers(me, path):
    with me.get(path) as answer:
        assert all(answer.headers.get(name) for name in HEADERS)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Type"]


def test_every_unsafe_address_refuses_another_site(app, me):
    for endpoint, path in addresses(app, "POST"):
        assert endpoint not in EXEMPT
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}):
            assert me.post(path, headers=headers).status_code == 403, path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "", "Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "", "Referer": "http://localhost/contacts"}, 303),
        ({"Sec-Fetch-Site": "", "Referer": "http://localhost.evil.example/"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_without_fetch_metadata_the_origin_decides(app, ada, browse, headers, status):
    client = browse(ada)
    client.environ_base.pop("HTTP_SEC_FETCH_SITE")
    headers = {k: v for k, v in headers.items() if v}
    assert client.post("/contacts", data={"first_name": "A"}, headers=headers).status_code == status


def test_everything_but_the_open_pages_asks_to_sign_in(app, ada):
    client = app.test_client()
    for method in ("GET", "POST"):
        for endpoint, path in addresses(app, method):
            if endpoint in OPEN or endpoint == "sign_in.home":
                continue
            answer = client.open(path, method=method, headers=SAME_ORIGIN)
            assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in"), path


def test_a_fragment_is_told_to_sign_in_and_nothing_is_swapped(app, ada):
    answer = app.test_client().get("/contacts", headers=FRAGMENT)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/contacts/1"
    assert answer.text == ""


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8000"])
def test_an_unknown_host_is_refused(app, ada, host):
    assert app.test_client().get("/contacts", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_our_own_hosts_are_served(app, ada, host):
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200


EVIL = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)", "///evil.example",
    "/\t/evil.example", "/\n/evil.example", " //evil.example", "\x00/x", "/\x00/evil.example", "//evil.example/%2f..", "evil.example", "data:text/html,x", "/x\r\nSet-Cookie: a=b",
    "%2f%2fevil.example", "?x", "#x", "", "//", "/\\/evil.example", "\\/evil.example", "mailto:a@b", "ftp://x", "//user@evil.example", "/\x7f", "/\x1b[2J",
    "http://127.0.0.1@evil.example", "//[::1]", "https:/evil.example", "HTTPS://EVIL.EXAMPLE", "vbscript:x",
)  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_no_redirect_leaves_the_site(app, ada, target):
    assert safe_path(target) == "/"
    answer = app.test_client().post("/sign-in", data={"email": ada.email, "password": PASSWORD, "next": target}, headers=SAME_ORIGIN)
    assert answer.location == ("/x" if target == "\x00/x" else "/")  # NUL is left out before anybody asks where it leads


@pytest.mark.parametrize("target", ["/contacts", "/contacts?q=a&page=2", "/contacts/1#x"])
def test_a_path_of_ours_is_kept(target):
    assert safe_path(target) == target


def sign_in(client, email, password, **headers):
    return client.post("/sign-in", data={"email": email, "password": password}, headers={**SAME_ORIGIN, **headers})


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(app, ada):
    answer = sign_in(app.test_client(), "ADA@example.org", PASSWORD)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("kith="))
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Secure" not in cookie
    assert "Domain" not in cookie
    assert Session.get().token_hash not in cookie


@pytest.mark.parametrize(
    ("email", "password"), [("ada@example.org", "wrong wrong wrong"), ("nobody@example.org", PASSWORD), ("", ""), ("ada@example.org", "")]
)
def test_a_wrong_password_and_an_unknown_account_read_the_same(app, ada, email, password):
    answer = sign_in(app.test_client(), email, password)
    assert answer.status_code == 422
    assert "don’t belong together" in answer.text
    assert password == "" or password not in answer.text


def test_ten_failures_shut_the_account_for_strangers_but_not_for_a_known_browser(app, ada):
    known = app.test_client()
    sign_in(known, "ada@example.org", PASSWORD)
    stranger = app.test_client()
    for _ in range(10):
        assert sign_in(stranger, "ada@example.org", "no no no no no").status_code == 422
    assert sign_in(stranger, "ada@example.org", PASSWORD).status_code == 429
    assert "Wait 15 minutes and" in sign_in(stranger, "ada@example.org", PASSWORD).text
    assert sign_in(known, "ada@example.org", PASSWORD).status_code == 303
    with clock.moved(timedelta(minutes=14, seconds=20)):
        assert "Wait 1 minute and" in sign_in(stranger, "ada@example.org", PASSWORD).text
    with clock.moved(timedelta(minutes=16)):
        assert sign_in(stranger, "ada@example.org", PASSWORD).status_code == 303


@pytest.mark.parametrize("later", [timedelta(hours=8, minutes=1), timedelta(days=7, minutes=1)])
def test_a_session_ends_when_idle_or_old(me, later):
    with clock.moved(later):
        assert me.get("/contacts").status_code == 303


def test_a_session_in_use_outlives_eight_hours_but_not_seven_days(me):
    for hours in range(0, 7 * 24, 7):
        with clock.moved(timedelta(hours=hours)):
            assert me.get("/contacts").status_code == 200, hours
    with clock.moved(timedelta(days=7, minutes=1)):
        assert me.get("/contacts").status_code == 303


def test_signing_out_ends_the_session_at_once(me):
    answer = me.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert me.get("/contacts").status_code == 303
    refused = me.get("/sign-out")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "OPTIONS, POST")


def test_a_deactivated_member_is_refused_at_the_next_request(browse, bob):
    client = browse(bob)
    assert client.get("/contacts").status_code == 200
    Member.update(state=0).where(Member.id == bob.id).execute()
    assert client.get("/contacts").status_code == 303


def test_signing_in_again_ends_the_session_before(app, ada, browse):
    client = browse(ada)
    old = client.get_cookie("kith").value
    sign_in(client, ada.email, PASSWORD)
    assert client.get_cookie("kith").value != old
    other = app.test_client()
    other.set_cookie("kith", old)
    assert other.get("/contacts").status_code == 303


def test_the_first_owner_needs_the_setup_code_and_it_works_once(app):
    client, code = app.test_client(), setup.new_code()
    assert client.get("/", headers=SAME_ORIGIN).status_code == 303
    form = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    assert client.post("/welcome", data={**form, "code": "WRONG"}, headers=SAME_ORIGIN).status_code == 403
    assert client.post("/welcome", data={**form, "code": code.lower()}, headers=SAME_ORIGIN).status_code == 303
    assert client.get("/contacts").status_code == 200
    assert client.post("/welcome", data={**form, "code": code}, headers=SAME_ORIGIN).status_code in (403, 409)
    assert members.owner().name == "Ada"
    assert setup.new_code() is None


@pytest.mark.parametrize("password", ["short", "password1234", "ada ada ada ada", "aaaaaaaaaaaaaaa", ""])
def test_a_weak_password_is_refused(app, password):
    code = setup.new_code()
    form = {"code": code, "name": "Ada", "email": "ada@example.org", "password": password}
    assert app.test_client().post("/welcome", data=form, headers=SAME_ORIGIN).status_code == 422
    assert members.owner() is None


def test_no_get_changes_anything_but_the_time_last_seen(app, me, ann):
    from crm.models import Event, Operation

    before = (Event.select().count(), Operation.select().count(), Session.select().count())
    for _, path in addresses(app, "GET"):
        me.get(path)
    assert (Event.select().count(), Operation.select().count(), Session.select().count()) == before


def test_an_error_of_ours_shows_only_a_number(app, me, monkeypatch, caplog):
    monkeypatch.setattr("blueprints.contacts.lists.listing.rows", lambda *_: 1 / 0)
    answer = me.get("/contacts")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    number = next(r.args[0] for r in caplog.records if r.name == "kith.web")
    assert number in answer.text


def test_an_error_is_a_toast_for_htmx(me):
    answer = me.get("/contacts/99999/timeline", headers=FRAGMENT)
    assert (answer.status_code, answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == (404, "#toasts", "beforeend")
    assert "<html" not in answer.text


def test_health_says_what_is_down(me, settings):
    answer = me.get("/health")
    assert (answer.status_code, answer.json["database"], answer.json["worker"]) == (503, "ok", "down")
    (settings.data / "worker.beat").touch()
    assert me.get("/health").json["status"] == "ok"
