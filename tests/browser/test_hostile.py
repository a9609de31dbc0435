"""Hostile text in every field is text on every page: no script runs, and nothing that was typed becomes an element."""

import re

import pytest

from tests.browser.conftest import SIZES
from tests.browser.test_crawl import kind_of, links_of
from tests.house.serving import served

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "'><b onmouseover=alert(1)>",
    "<div hx-get=/sign-out hx-trigger=load>",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7*7 }}",
    "${7*7}",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "</textarea><script>alert(1)</script>",
    "&lt;b&gt;",
    "**<img src=x onerror=alert(1)>** [x](javascript:alert(1)) - [ ] *<svg onload=alert(1)>*",
    '[x](data:text/html,<script>alert(1)</script>) https://x.example/"onmouseover=alert(1)',
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form id=x><input name=action autofocus onfocus=alert(1)>",
    "<a href='jav&#x09;ascript:alert(1)' target=_blank>x</a><base href=//evil.example>",
)
FIELDS = ("first_name", "last_name", "business", "job_title", "source", "city", "region", "postal_code", "website", "language", "street")


@pytest.fixture(scope="module")
def office(chromium, tmp_path_factory):
    """An office of its own, for nobody else wants such people; a page in it whose dialogs and complaints are kept."""
    data = tmp_path_factory.mktemp("hostile") / "office"
    data.mkdir()
    with served(data, "--demo") as running:
        context = chromium.new_context(base_url=f"http://127.0.0.1:{running.port}", viewport=SIZES["desk"])
        yield context.new_page()
        context.close()


DOWNLOADS = re.compile("^/files/|export|outcome|/original|/plan$|/sample$")


def fill_in(page, payload):
    """One person with the payload in every field and in all that hangs on a person."""
    page.goto("/contacts/new")
    for name in FIELDS:
        page.fill(f"#f-{name}", payload)
    page.fill("#f-phone", "+47 22 33 44 55")
    page.fill("#f-email", f"e{abs(hash(payload))}@example.org")
    page.click("main button:has-text('Save') >> nth=0")
    page.wait_for_url(re.compile(r"/contacts/\d+"))
    page.fill("input[name=name]", payload)
    page.press("input[name=name]", "Enter")
    page.wait_for_selector("#toasts >> text=Tagged")
    page.fill("textarea[name=text]", payload)
    page.click("text=Save note")
    page.wait_for_selector("#toasts >> text=Wrote a note")
    number = re.search(r"/contacts/(\d+)", page.url)[1]
    for path, form in (
        (f"/contacts/{number}/emails", {"address": f"f{abs(hash(payload))}@example.org", "label": payload}),
        (f"/contacts/{number}/phones", {"number": "+47 22 33 44 66", "label": payload}),
        (f"/contacts/{number}/dnc", {"channel": "email", "reason": payload}),
        (f"/contacts/{number}/notes", {"text": f"- {payload}\n- [ ] **{payload}**", "pinned": "1"}),
        (f"/contacts/{number}/talks", {"kind": "call", "outcome": "reached", "text": f"*{payload}*\n1. {payload}"}),
        ("/tasks", {"title": payload[:200], "description": f"**{payload}**", "contact": number, "due": "2026-11-01", "next": "/tasks"}),
        ("/settings/office", {"name": payload, "phone_region": "NO", "timezone": "UTC", "paper": "A4"}),
        ("/profile", {"name": payload, "theme": "system", "page_size": "50", "locale": "", "timezone": ""}),
        ("/members/invitations", {"name": payload, "email": f"g{abs(hash(payload))}@example.org", "role": "viewer"}),
    ):
        answer = page.request.post(path, form=form, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.ok, (path, answer.status)
    named = {"file": {"name": f"{payload}.txt", "mimeType": "text/html", "buffer": b"Some words"}}
    assert page.request.post(f"/contacts/{number}/files", multipart=named, headers={"Sec-Fetch-Site": "same-origin"}).ok
    return number


def test_hostile_text_is_text_on_every_page(office):
    page, fired, complaints = office, [], []
    page.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto("/sign-in")
    page.fill("#email", "dana@harlowpike.example")
    page.fill("#password", "walk the dog at noon")
    page.press("#password", "Enter")
    page.wait_for_url("**/contacts")
    seen, numbers = set(), [fill_in(page, payload) for payload in PAYLOADS]
    file = "".join(f'"{payload.replace(chr(34), chr(34) * 2)}",{n}@import.example\n' for n, payload in enumerate(PAYLOADS))
    upload = {"file": {"name": f"{PAYLOADS[1]}.csv", "mimeType": "text/csv", "buffer": f"first_name,email\n{file}".encode()}}
    begun = page.request.post("/imports", multipart=upload, headers={"Sec-Fetch-Site": "same-origin"})
    assert begun.ok
    steps = begun.url.removesuffix("/file").removeprefix(page.url.removesuffix("/contacts"))
    waiting = ["/contacts", "/archive", "/tasks", "/today", "/today/sheet", *(f"{steps}/{step}" for step in ("file", "map", "choose"))]
    for number in numbers:
        waiting += [
            f"/contacts/{number}{tail}" for tail in ("", "/edit", "/sheet", "/archive", "/timeline", "/timeline?kind=notes", "/fields/city")
        ]
        waiting += [f"/contacts/{number}/fields/{key}?place=list" for key in FIELDS[:3]]
    looked = 0
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = page.goto(path)
        assert answer.status in (200, 404), path
        looked += 1
        raw = answer.text()
        assert not [p for p in PAYLOADS if p.startswith(("<", "'><", '"><', "</")) and p in raw], path
        assert page.locator("[onerror], [onload], [onmouseover], iframe, [srcdoc], [href^='javascript:']").count() == 0, path
        if looked < 150:
            known = {kind_of(one) for one in seen | set(waiting)}
            waiting += [to for to in links_of(path, raw) if kind_of(to) not in known and not DOWNLOADS.search(to)]
    assert (fired, complaints) == ([], [])
    assert looked > len(PAYLOADS) * 9
