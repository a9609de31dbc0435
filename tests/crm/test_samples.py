"""The invented people: counted, told from others, and found without reading everybody."""

from peewee import fn

from crm import contacts, sample_addresses, samples, synthetic
from crm.models import Contact
from crm.printing import labels
from crm.selection import Selection
from tests.crm.filters import crowd


def test_those_here_are_counted_the_archived_too_and_nobody_else(database):
    ada = crowd.make(3)
    assert samples.count() == 0
    samples.load(by=ada)
    assert samples.count() == samples.COUNT
    one = next(contact for contact in Contact.select() if samples.is_sample(contact))
    contacts.archive(one, by=ada)
    assert samples.count() == samples.COUNT
    assert samples.remove(by=ada) == samples.COUNT
    assert samples.count() == 0
    assert Contact.select().where(Contact.state == 1).count() == 3


def test_most_have_an_address_for_a_label_and_some_live_together(ada):
    samples.load(by=ada)
    sheets = labels.labels_of(Selection(), "US", by=ada)
    assert (sheets.count(labels.NO_ADDRESS), sheets.count(labels.NO_POST)) == (6, 0)
    assert 0 < sheets.count(labels.SHARED) < 6
    assert len(sheets.labels) + len(sheets.skipped) == samples.COUNT
    assert {len(label.lines) for label in sheets.labels} <= {3, 4, 5}
    assert all(city in sample_addresses._CITIES for city in synthetic._CITIES)


def test_they_are_found_by_what_made_them(office):
    crowd.make(3)
    sql, values = samples._people().select(fn.COUNT(Contact.id)).sql()
    plan = " ".join(row[-1] for row in office.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values))
    assert "INDEX operation_sample" in plan
    assert "SEARCH t1 USING INTEGER PRIMARY KEY" in plan
    assert "SCAN t1" not in plan
