"""Hostile text in every field is text on every page: no script runs, and nothing that was typed becomes an element."""

import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict

import pytest

from crm.demo import EMAIL, PASSWORD
from tests.browser.conftest import SIZES
from tests.browser.payloads import HANDLERS, PAYLOADS, bundles
from tests.browser.test_crawl import kind_of, links_of
from tests.house.serving import ROOT, served

FIELDS = ("first_name", "last_name", "business", "job_title", "source", "city", "region", "postal_code", "website", "language", "street")
TEXTS = bundles(196)
SHORT = [payload for payload in PAYLOADS if len(payload) < 60]
OURS = {"Sec-Fetch-Site": "same-origin"}
DOWNLOADS = re.compile(r"^/files/|export|outcome|/original|/plan$|/sample$|\.csv|\.pdf|as=pdf")
ELEMENTS = [payload for payload in PAYLOADS if payload.startswith("<")]
SHORT_ELEMENTS = [payload for payload in ELEMENTS if len(payload) <= 38 and "alert" in payload][1:3]
"""Short enough to be what an object is called."""
ALONE, TOGETHER = 2, 12
"""Pages of a kind that are opened each alone, and of the others as many as are opened in one document."""
GREW = """() => [...document.querySelectorAll('*')].filter(one =>
    one.matches('iframe, object, embed, base, marquee, body style, math, [srcdoc], [hx-get="/sign-out"], [command], [ping]') ||
    [...one.attributes].some(({name, value}) => /^(data-)?(hx-)?on/i.test(name) && name !== 'hx-on' ||
        /^(href|src|action|formaction|xlink:href|data|poster)$/i.test(name) && /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data:text)/i.test(value))
).map(one => one.outerHTML.slice(0, 200))"""
"""Elements and attributes that none of our pages has."""


@pytest.fixture(scope="module")
def office(chromium, demo_data, tmp_path_factory):
    """An office of its own, for nobody else wants such people: where its data lie, and a page in it, signed in."""
    data = shutil.copytree(demo_data, tmp_path_factory.mktemp("hostile") / "office")
    with served(data) as running:
        context = chromium.new_context(base_url=f"http://127.0.0.1:{running.port}", viewport=SIZES["desk"])
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("#email", EMAIL)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url("**/contacts")
        yield data, page
        context.close()


def send(page, path, **form):
    answer = page.request.post(path, form=form, headers=OURS)
    assert answer.ok, (path, answer.status, form)


def asked(data, sql, *values):
    """Rows of the office's database."""
    connection = sqlite3.connect(data / "kith.db")
    found = connection.execute(sql, values).fetchall()
    connection.close()
    return found


def make_fields(data, page):
    """Fields of the office's own with hostile names, helps and options; gives the keys of those that hold text."""
    send(page, "/settings/fields/folders", name=SHORT[0])
    for number, kind in enumerate(("text", "long", "choice", "choices")):
        options = "\n".join(SHORT[number::4]) if kind.startswith("choice") else ""
        send(page, "/settings/fields", label=SHORT[number + 1], type=kind, help=TEXTS[number], options=options)
    return [key for (key,) in asked(data, "SELECT key FROM custom_field WHERE type IN ('text', 'long') ORDER BY id DESC LIMIT 2")]


def bring_in(data, own):
    """A person for every text, with it in every field, by a file; gives their ids."""
    keys, file = [*FIELDS, *(f"cf_{key}" for key in own), "note"], data.parent / "hostile.csv"
    with file.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([*keys, "emails", "phones"])
        writer.writerows([*[text] * len(keys), f"h{n}@import.example", f"+47 22 33 44 {n:02}"] for n, text in enumerate(TEXTS))
    command = [sys.executable, "-m", "house.command", "import", str(file), "--json"]
    environ = {**os.environ, "KITH_DATA": str(data), "PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    found = asked(data, "SELECT contact_id FROM contact_email WHERE address LIKE 'h%@import.example' ORDER BY id")
    assert len(found) == len(TEXTS)
    return [number for (number,) in found]


def hang_on(page, number, text):
    """The text in all that hangs on a person."""
    person = f"/contacts/{number}"
    send(page, f"{person}/emails", address=f"g{number}@import.example", label=text)
    send(page, f"{person}/phones", number="+47 22 33 55 66", label=text)
    send(page, f"{person}/dnc", channel="email", reason=text)
    send(page, f"{person}/talks", kind="call", outcome="reached", text=f"*{text}*\n1. {text}")
    send(page, "/tasks", title=text, description=f"**{text}**\n\n- [ ] {text}", contact=str(number), due="2026-11-01", next="/tasks")


def write_notes(page, number):
    """A note for every payload alone, for what is cleaned may be undone by its neighbour."""
    for at, payload in enumerate(PAYLOADS):
        send(
            page,
            f"/contacts/{number}/notes",
            text=f"{payload}\n\n- {payload}\n- [ ] **{payload}**",
            **({"pinned": "1"} if at % 20 == 0 else {}),
        )


def name_all(page, number):
    """The names that an office gives to its things."""
    for payload in SHORT[:6]:
        send(page, f"/contacts/{number}/tags", name=payload)
        send(page, "/lists", name=payload, filter='{"field": "city", "op": "not_empty"}')
        named = {"file": {"name": f"{payload}.txt", "mimeType": "text/html", "buffer": b"Some words"}}
        assert page.request.post(f"/contacts/{number}/files", multipart=named, headers=OURS).ok
    send(page, "/settings/office", name=HANDLERS[2], phone_region="NO", timezone="UTC", paper="A4")
    send(page, "/profile", name=HANDLERS[5], theme="system", page_size="50", locale="", timezone="")
    send(page, "/members/invitations", name=HANDLERS[0], email="h@import.example", role="viewer")


def fill_trade(data, page, person, payload):
    """The text in a business, an object of the office's own with a record and fields, and the labels of their links; gives their pages."""
    send(
        page,
        "/records/businesses",
        name=payload,
        industry=payload,
        street=payload,
        city=payload,
        region=payload,
        about=payload,
        website=payload,
    )
    [(business,)] = asked(data, "SELECT max(id) FROM business")
    send(page, f"/businesses/{business}/notes", text=f"{payload}\n- [ ] {payload}", pinned="1")
    send(page, f"/contacts/{person}/businesses", name=payload, role=payload)
    send(page, "/settings/objects", one=payload[:40], many=f"{payload[:38]} s")
    [(number, key)] = asked(data, "SELECT id, key FROM custom_object ORDER BY id DESC LIMIT 1")
    send(page, "/settings/fields", of=key, label=payload, type="text", help=payload, default=payload)
    send(page, f"/records/{key}", name=payload, **{f"cf_{own}": payload for (own,) in asked(data, "SELECT key FROM custom_field")})
    [(record,)] = asked(data, "SELECT max(id) FROM custom_record")
    own = str(asked(data, "SELECT max(subject) FROM custom_field")[0][0])
    for other, kind, to in ((business, "7", payload), (record, own, f"#{record}")):
        send(page, "/settings/labels", kind_a="1", kind_b=kind, name=payload[:59], back=f"{payload[:58]}!", limit="many")
        [(label,)] = asked(data, "SELECT max(id) FROM association_label")
        send(page, f"/contacts/{person}/associations", way=f"{label}a", to=to, other=str(other))
    things = [f"/businesses/{business}", f"/objects/{key}/{record}"]
    lists = ["/businesses", f"/objects/{key}", f"/settings/fields?of={key}", "/settings/labels", "/settings/objects", f"/contacts/{person}"]
    lists += [f"/settings/objects/{number}", f"/businesses/{business}/people", "/prints/list?of=businesses"]
    return [
        *lists,
        *things,
        *(f"{one}/associations" for one in things),
        f"/records/businesses/{business}/edit",
        f"/records/{key}/{record}/edit",
    ]


def begin_import(page):
    """The wizard with hostile rows, in a file with a hostile name; gives its pages."""
    rows = "".join('"{}",{}@import.example\n'.format(text.replace('"', '""'), n) for n, text in enumerate(TEXTS))
    upload = {"file": {"name": f"{HANDLERS[2]}.csv", "mimeType": "text/csv", "buffer": f"first_name,email\n{rows}".encode()}}
    begun = page.request.post("/imports", multipart=upload, headers=OURS)
    assert begun.ok
    steps = re.search("/imports/.*/", begun.url)[0]
    return [f"{steps}{step}" for step in ("file", "map", "choose")]


def as_sent(answer, path):
    """What was sent as this page, in which nothing that was typed stands as an element."""
    assert answer.status in (200, 404), path
    raw = answer.text()
    assert not [payload for payload in ELEMENTS if payload in raw], path
    return raw


def looked_at(page, path):
    """One page, seen by the browser and as it was sent."""
    raw = as_sent(page.goto(path), path)
    assert page.evaluate(GREW) == [], path
    return raw


def look_at_together(page, pages):
    """Pages of one kind, seen by the browser behind one another in one document: the title and the body of each, under the rules of the first."""
    [first, *_], answer = pages, page.request.get(next(iter(pages)))
    behind = "".join(raw[raw.index("<title>") : raw.index("</title>")] + "</title>" + raw[raw.index("<body") :] for raw in pages.values())
    whole = answer.text().partition("<body")[0] + behind
    page.route(lambda url: url.endswith(first), lambda route: route.fulfill(response=answer, body=whole), times=1)
    page.goto(first)
    assert page.locator("main").count() == len(pages), first
    assert page.evaluate(GREW) == [], list(pages)


def test_hostile_text_is_text_on_every_page(office):
    (data, page), fired, complaints = office, [], []
    page.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    people = bring_in(data, make_fields(data, page))
    for number, text in zip(people, TEXTS, strict=True):
        hang_on(page, number, text)
    write_notes(page, people[0])
    name_all(page, people[1])
    waiting = ["/contacts", "/contacts?page=2", "/archive", "/tasks", "/today", "/today/sheet", *begin_import(page)]
    waiting += [f"/contacts/{people[2]}/fields/{key}?place={place}" for key in FIELDS for place in ("record", "list")]
    waiting += [f"/contacts/{people[0]}/timeline?kind=notes"]
    waiting += [path for number, payload in zip(people, SHORT_ELEMENTS, strict=False) for path in fill_trade(data, page, number, payload)]
    for number in people:
        waiting += [f"/contacts/{number}", f"/contacts/{number}/edit", f"/contacts/{number}/sheet"]
    seen, kinds, alike = set(), {kind_of(path) for path in waiting}, defaultdict(dict)
    while waiting:
        path = waiting.pop(0)
        seen.add(path)
        of_kind = alike[kind_of(path)]
        of_kind[path] = looked_at(page, path) if len(of_kind) < ALONE else as_sent(page.request.get(path), path)
        for to in links_of(path, of_kind[path]):
            if to not in seen and not DOWNLOADS.search(to) and (kind_of(to) not in kinds or "before=" in to):
                kinds.add(kind_of(to))
                waiting.append(to)
                seen.add(to)
    for of_kind in alike.values():
        others = list(of_kind.items())[ALONE:]
        for at in range(0, len(others), TOGETHER):
            look_at_together(page, dict(others[at : at + TOGETHER]))
    assert (fired, complaints) == ([], [])
    assert len(seen) > len(people) * 3 + 60
