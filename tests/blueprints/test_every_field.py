"""Every field of every kind of record × everything one does with one: typed on its page and in the list, undone, asked for, on paper, out and in.

Generated from the registry: a new type without a sample fails, and so does a new field that nobody sets without a test of its own.
"""

import io
import re
from html import unescape
from typing import NamedTuple

import pytest

from crm import contacts, custom_objects, kinds
from crm import records as kept
from crm.exporting import files
from crm.exporting.columns import columns_of
from crm.fields.standard import BUSINESS, CONTACT, RECORD
from crm.fields.types import TYPES
from crm.filters import parse
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import Operation
from crm.models.custom_object import FIRST_OWN
from crm.records import importing, keeping
from crm.selection import Selection
from tests.blueprints.conftest import FRAGMENT
from tests.crm.custom_fields.trade import SAMPLES, make

WITH_WAYS_OF_THEIR_OWN = {
    "id", "created_at", "updated_at", "last_activity_at", "people", "name", "email", "emails", "phone", "phones", "followers", "tags",
    "dnc", "score", "note",
}  # fmt: skip
"""Fields that nobody types as one value: counted, or several rows with verbs, files and filters of their own, tried with those."""
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class Sample(NamedTuple):
    """What one types, how it is shown, and a filter that it passes; what is no value, where there is any."""

    typed: str
    shown: str
    op: str
    asked: object
    refused: str = ""


STANDARD = {
    "text": Sample("Blå dør; “3”", "Blå dør; “3”", "is", "bla DOR; “3”", "x" * 5_001),
    "long": Sample("First line\n=1+1", "First line\n=1+1", "contains", "=1+", "x" * 5_001),
    "choice": Sample("customer", "Customer", "is", "customer", "Alien"),
    "country": Sample("Norwegen", "NO", "is", "NO", "Narnia"),
    "timezone": Sample("oslo", "Europe/Oslo", "is", "Europe/Oslo", "Mars/Olympus"),
    "member": Sample("ada@example.org", "Ada", "is", "ada@example.org", "stranger@example.org"),
    "date": Sample("1980-05-31", "31 May 1980", "on", "1980-05-31", "1980-02-31"),
    "business": Sample("Harlow & Pike", "Harlow & Pike", "is", "harlow & pike", "x" * 201),
    "phone": Sample("+47 22 33 44 55", "+47 22 33 44 55", "contains", "22-33", "x" * 201),
    "email": Sample("Ann@Example.org", "Ann@Example.org", "is", "ann@example.ORG", "ann at home"),
}


def sample_of(field):
    if not field.custom:
        return STANDARD[field.type]
    made = SAMPLES[field.type]
    op, asked = next((op, asked) for op, asked, passes in made.asked if passes)
    return Sample(*made.values[0], op, asked, made.refused[0])


class Desk:
    """A kind of record with a field of every type, somebody who works with it, and one record of it."""

    def __init__(self, kind, browser, ada, data):
        self.kind, self.browser, self.ada, self.data = kind, browser, ada, data
        for key in TYPES:
            make(key, ada, kind)
        self.fields = [known for known in kind.fields.values() if known.editable and known.key != "name"]
        self.record = self.new("Fjord")
        self.page, self.list = self.pages()

    def new(self, name):
        if self.kind == CONTACTS:
            return contacts.create(contacts.Form({"first_name": name}, "fjord@example.org"), by=self.ada, region="NO")
        return keeping.verbs_of(self.kind).create({"name": name}, by=self.ada)

    def pages(self):
        base = f"/objects/{self.kind.key}" if self.kind.number >= FIRST_OWN else f"/{self.kind.key}"
        return f"{base}/{self.record.id}", base

    def again(self):
        return self.kind.table.get_by_id(self.record.id)

    def held(self, field):
        """The value as it is typed."""
        return (contacts if self.kind == CONTACTS else kept).as_typed(self.again(), field.key)

    def everything(self):
        return {field.key: self.held(field) for field in self.fields}

    def send(self, field, typed, place):
        """Type a value where it is shown; gives the answer. A file is sent as one."""
        at = self.page if self.kind == CONTACTS else f"/records/{self.kind.key}/{self.record.id}"
        value = {"file": (io.BytesIO(PDF), "plan.pdf")} if field.type == "file" and typed else {"value": typed}
        once = f"{field.key}{Operation.select().count()}"
        if field.type == "choices" and typed == sample_of(field).typed:
            value = {"value": [one.key for one in field.own.options[:2]]}
        form = {**value, "shown": self.held(field), "place": place, "once": once}
        return self.browser.post(f"{at}/fields/{field.key}", data=form, headers=FRAGMENT)

    def set_all(self, value_of):
        """Set every field by one edit."""
        verb = contacts.edit if self.kind == CONTACTS else keeping.verbs_of(self.kind).edit
        verb(self.again(), {field.key: value_of(field) for field in self.fields}, by=self.ada)

    def undo(self):
        """Undo what was done last, as the toast does."""
        last = Operation.select().order_by(Operation.id.desc()).get()
        assert self.browser.post(f"/operations/{last.id}/undo").status_code == 303

    def is_found(self, field, op, asked=None):
        """Whether the record is among those that a filter finds."""
        leaf = {"field": field.key, "op": op} | ({} if asked is None else {"value": asked})
        found = Selection(tree=parse(leaf, self.kind), kind=self.kind).query(self.ada)
        return self.record.id in {number for (number,) in found.tuples()}

    def bring_in(self, name):
        """Import a file; gives how many came in how."""
        start = (
            running.start if self.kind == CONTACTS else lambda *given, **more: importing.start(self.kind, *given[:1], *given[2:], **more)
        )
        head = start(self.data / name, name, Options(), by=self.ada, folder=self.data / "files")
        work.run(head.id)
        told = running.result(Operation.get_by_id(head.id))
        return {key: told[key] for key in ("created", "updated", "unchanged", "refused") if told[key]}


def words(page):
    """What a page says: no tags, no blanks, and none of the commas that part what is chosen."""
    return re.sub(r"[\s,]+", "", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture(params=["people", "businesses", "an object"])
def desk(request, me, ada, settings):
    if request.param == "an object":
        kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    else:
        kind = {"people": CONTACTS, "businesses": BUSINESSES}[request.param]
    return Desk(kind, me, ada, settings.data)


def test_every_field_of_the_registry_has_a_sample_or_ways_of_its_own():
    standard = [known for fields in (CONTACT, BUSINESS, RECORD) for known in fields.values()]
    assert {known.key for known in standard if not known.editable} <= WITH_WAYS_OF_THEIR_OWN
    assert {known.type for known in standard if known.editable} == set(STANDARD)
    assert set(TYPES) == set(SAMPLES)


def test_it_is_typed_where_it_stands_undone_asked_for_and_printed(desk):
    for field in desk.fields:
        sample = sample_of(field)
        for place in ("record", "list"):
            there, before = (field.key, place), desk.held(field)
            if field.type != "file" and place == "list":
                assert desk.send(field, sample.refused, place).status_code == 422, there
                assert desk.held(field) == before, there
            answer = desk.send(field, sample.typed, place)
            assert answer.status_code == 200, there
            assert words(sample.shown) in words(answer.text), there
            after = desk.held(field)
            assert after != before, there
            desk.undo()
            assert desk.held(field) == before, there
            if place == "list":
                desk.undo()
                assert desk.held(field) == after, there
        assert desk.is_found(field, sample.op, sample.asked), field.key
        assert not desk.is_found(field, "is_off" if field.type == "yesno" else "empty"), field.key
    keys = ",".join(field.key for field in desk.fields)
    sheet = f"{desk.page if desk.kind == CONTACTS else f'/records/{desk.kind.key}/{desk.record.id}'}/sheet"
    listed = f"{desk.list}?columns={keys}"
    assert 'class="c-printed"' in desk.browser.get(listed).text
    for address in (listed, f"/prints/list?of={desk.kind.key}&show={keys}", sheet):
        page = words(desk.browser.get(address).text)
        assert [field.key for field in desk.fields if words(sample_of(field).shown) not in page] == [], address


def test_it_goes_out_and_comes_in_again_without_a_change_and_after_a_loss_as_it_was(desk):
    desk.set_all(lambda field: sample_of(field).typed)
    was, file = desk.everything(), "out.csv"
    files.write(desk.data / file, Selection(ids=(desk.record.id,), kind=desk.kind), columns_of("data", desk.kind), desk.ada)
    assert desk.bring_in(file) == {"unchanged": 1}
    assert all(was.values())
    desk.set_all(lambda field: "")
    assert not any(desk.everything().values())
    assert desk.bring_in(file) == {"updated": 1}
    assert desk.everything() == was
    desk.undo()
    assert not any(desk.everything().values())
