"""The order of dates in a file too long to be read while somebody waits: the worker finds it out, and asks where the file leaves it open."""

import pytest

from crm import custom_fields
from crm.custom_fields import Wanted
from crm.importing.reading import source
from crm.importing.reading.source import Source
from crm.journal import work
from crm.kinds import BUSINESSES
from crm.models import Business, Contact
from tests.blueprints.test_imports import CHOICES, checked, draft, fresh, imported, mapped, upload

ENGINES = ("sqlite",)
BLANK = "".join(f"P{n},p{n}@example.org,\n" for n in range(1_000))


@pytest.fixture(autouse=True)
def long(monkeypatch):
    """Every file is long."""
    monkeypatch.setattr(source, "LONG", 10)


def people(*days):
    return "first_name,email,birthday\n" + BLANK + "".join(f"D{n},d{n}@example.org,{day}\n" for n, day in enumerate(days))


def test_a_long_file_is_not_read_whole_while_somebody_waits(me, monkeypatch):
    head, read = draft(me, people("31/01/1990", "02/03/1990")), []
    me.post(f"/imports/{head.id}/map", data=mapped(me, head))
    records = Source.records
    monkeypatch.setattr(Source, "records", lambda self, after=0: (read.append(1) or one for one in records(self, after)))
    assert me.post(f"/imports/{head.id}/choose", data=CHOICES).location == f"/imports/{head.id}/review"
    assert 0 < len(read) < 1_000
    work.run(head.id)
    assert len(read) > 2_000
    imported(me, fresh(head))
    assert Contact.get(Contact.first_name == "D1").birth_date == "1990-03-02"


@pytest.mark.parametrize(
    ("days", "says"), [(("02/03/1990",), "may be day or month first"), (("31/01/1990", "01/31/1990"), "day first (31/01/1990)")]
)
def test_what_a_long_file_leaves_open_is_asked_at_the_columns(me, days, says):
    head = checked(me, draft(me, people(*days)))
    assert (head.status, head.params["plan"]) == ("draft", None)
    assert me.get(f"/imports/{head.id}/review").location == f"/imports/{head.id}/map"
    page = me.get(f"/imports/{head.id}/map").text
    assert says in page
    assert 'name="date_order"' in page
    head = checked(me, head, {"date_order": "DMY"})
    assert says not in me.get(f"/imports/{head.id}/map").text
    imported(me, head)
    assert Contact.get(Contact.first_name == "D0").birth_date == ("1990-03-02" if len(days) == 1 else "1990-01-31")


def test_a_long_file_of_businesses_asks_the_same(me, ada):
    field = custom_fields.define(Wanted("Founded", "date", subject=BUSINESSES.number), by=ada)
    rows = "name,Founded\n" + "".join(f"B{n},\n" for n in range(1_000)) + "Last,02/03/1990\n"
    location = upload(me, rows, of="businesses").location
    head = work_on(location)
    form = {"c0": "name", "c1": f"cf_{field.key}", "mode": "both", "on_match": "fill", "bad_cell": "refuse"}
    assert me.post(location, data=form).status_code == 303
    work.run(head)
    assert "may be day or month first" in me.get(location).text
    me.post(location, data={**form, "date_order": "DMY"})
    work.run(head)
    page = me.get(location).text
    assert "may be day or month first" not in page
    assert Business.select().count() == 0


def work_on(location):
    """The number of the import at an address."""
    return int(location.split("/")[2])
