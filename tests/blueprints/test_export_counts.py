"""Rows in a file are the count on the screen, in every format, for every kind of record and way to choose, whatever happens meanwhile."""

import csv
import io
import json
import re
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from crm import contacts, custom_objects, kinds
from crm.businesses import keeping as businesses
from crm.custom_objects import keeping
from crm.exporting import running
from crm.journal import work
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import Operation
from crm.models.custom_object import FIRST_OWN
from crm.printing import paper, pdf

ENGINES = ("sqlite",)
COUNT, OSLO = 7, 3


@pytest.fixture
def crowd(ada):
    """Seven of each kind of record; three of the people and businesses are of Oslo."""
    boats = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    made = {"contacts": [], "businesses": [], boats.key: []}
    for number in range(COUNT):
        city = "Oslo" if number < OSLO else "Rome"
        made["contacts"].append(contacts.create(contacts.Form({"first_name": f"Sam {number}", "city": city}), by=ada, region="NO"))
        made["businesses"].append(businesses.create({"name": f"Sam {number}", "city": city}, by=ada))
        made[boats.key].append(keeping.Verbs(boats).create({"name": f"Sam {number}"}, by=ada))
    return made


def one_more(kind, ada, name="Sam new"):
    """One more record that every choice but the ticked ones finds."""
    values = {"city": "Oslo"}
    if kind == "contacts":
        return contacts.create(contacts.Form({"first_name": name, **values}), by=ada, region="NO")
    if kind == "businesses":
        return businesses.create({"name": name, **values}, by=ada)
    return keeping.Verbs(kinds.named(kind)).create({"name": name}, by=ada)


@pytest.fixture
def lines(monkeypatch):
    """The rows that were laid out on paper."""
    found, real = [], pdf.document

    def counted(html, css):
        found.append(len(re.findall(r"<tr[^>]*>\s*<td", html)))
        return real(html, css)

    monkeypatch.setattr(pdf, "document", counted)
    return found


def told_by(page):
    """The count that a page shows, and the hidden fields that its form sends back."""
    form = page[page.index('action="/exports"') :] if 'action="/exports"' in page else page[page.index('action="/prints/pdf"') :]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")])
    return int(re.search(r"<b>([\d,]+)</b>", page)[1].replace(",", "")), {
        name: [value.replace("&#34;", '"') for other, value in hidden if other == name] for name, _ in hidden
    }


def parsed(form, data, lines):
    """How many rows a file holds."""
    if form == "csv":
        return len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1
    if form == "xlsx":
        return len(list(load_workbook(io.BytesIO(data)).active.values)) - 1
    if form == "pdf":
        with ZipFile(io.BytesIO(data)) as made:
            assert all(made.read(name).startswith(b"%PDF") for name in made.namelist())
        return sum(lines)
    return data.count(b"BEGIN:VCARD")


def asked_for(client, kind, choice, crowd):
    """What an address asks for: everybody, words, a filter, ticked ones, or all that match as the list's own form keeps them."""
    of = {} if kind == "contacts" else {"of": kind}
    oslo = json.dumps({"field": "city", "op": "is", "value": "Oslo"})
    if choice == "select all":
        answer = client.post("/bulk", data={**of, "all": "1", "q": "sam", "action": "export", "once": f"all {kind}"})
        return dict(pair.split("=") for pair in answer.location.partition("?")[2].split("&"))
    return (
        of
        | {"everybody": {}, "words": {"q": "sam"}, "filter": {"filter": oslo}, "ticked": {"id": [one.id for one in crowd[kind][:2]]}}[
            choice
        ]
    )


FORMS = {"contacts": ("csv", "xlsx", "vcf", "vcf3", "pdf"), "businesses": ("csv", "xlsx", "pdf"), "boats": ("csv", "xlsx", "pdf")}
COUNTS = {"everybody": COUNT, "words": COUNT, "filter": OSLO, "ticked": 2, "select all": COUNT}
CASES = [
    (kind, form, choice) for kind, forms in FORMS.items() for form in forms for choice in COUNTS if (kind, choice) != ("boats", "filter")
]


@pytest.mark.parametrize("stale", [False, True], ids=["fresh", "stale"])
@pytest.mark.parametrize(("kind", "form", "choice"), CASES)
def test_the_count_on_the_screen_in_the_note_and_of_the_rows_are_one(me, ada, crowd, lines, monkeypatch, kind, form, choice, stale):
    monkeypatch.setattr(paper, "PART", 1)
    require_one_count(me, ada, crowd, lines, kind, form, choice, stale)


def require_one_count(me, ada, crowd, lines, kind, form, choice, stale):
    """Make one file, and count it wherever its count is told."""
    wanted = asked_for(me, kind, choice, crowd)
    there, to = ("/prints/list", "/prints/pdf") if form == "pdf" else ("/exports/new", "/exports")
    told, hidden = told_by(me.get(there, query_string={**wanted, **({"as": "pdf"} if form == "pdf" else {})}).text)
    if stale:
        one_more(kind, ada)
    answer = me.post(to, data={**hidden, "format": form, "columns": "data"})
    if stale and choice in ("everybody", "words", "filter"):
        assert (answer.status_code, Operation.select().where(Operation.kind == "export").count()) == (422, 0)
        assert f"not {told} as you were shown" in answer.text
        told, hidden = told_by(answer.text)
        answer = me.post(to, data={**hidden, "format": form, "columns": "data"})
    assert answer.status_code == 303, answer.text
    number = int(answer.location.split("/")[2])
    one_more(kind, ada, "Sam late")
    work.run(number)
    said = int(re.search(r"Ready: (\d+) row", me.get(answer.location).text)[1])
    noted = int(re.search(r"Rows: (\d+)", me.get(f"{answer.location}/note").text)[1])
    rows = parsed(form, me.get(f"{answer.location}/file", buffered=True).data, lines)
    assert [told, said, noted, rows] == [COUNTS[choice] + (stale and choice in ("everybody", "words", "filter"))] * 4


def test_the_same_form_sent_twice_gives_the_file_that_was_made(me, ada, crowd):
    _, hidden = told_by(me.get("/exports/new").text)
    first = me.post("/exports", data={**hidden, "format": "csv", "columns": "data"})
    one_more("contacts", ada)
    assert me.post("/exports", data={**hidden, "format": "csv", "columns": "data"}).location == first.location


def test_who_left_since_the_page_was_shown_is_said_too(me, ada, crowd):
    told, hidden = told_by(me.get("/exports/new", query_string={"id": [one.id for one in crowd["contacts"][:3]]}).text)
    contacts.archive(crowd["contacts"][0], by=ada)
    answer = me.post("/exports", data={**hidden, "format": "csv", "columns": "data"})
    assert (told, answer.status_code) == (3, 422)
    assert "there are 2 people here, not 3 as you were shown" in answer.text


def test_a_program_that_says_no_count_is_asked_nothing(me, crowd):
    assert me.post("/exports", data={"format": "csv", "columns": "data"}).status_code == 303
    assert running.kind_of(Operation.get(Operation.kind == "export")) in (CONTACTS, BUSINESSES)
