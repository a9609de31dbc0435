"""The rows of a plan that overwrite a value, or make a business or tag, are found and counted."""

import pytest

from crm import contacts, members, tags
from crm.importing import drafts, marking, reviewing
from crm.importing.options import Options
from crm.journal import work
from crm.models import Operation

LINES = (
    "first_name,email,city,business,tags",
    "Ann,ann@example.org,Bergen,FJORD,old",
    "Ann,ann@example.org,,Other,third",
    "Bo,bo@example.org,Oslo,Hill,Old; new",
    "Cy,cy@example.org,Oslo,,",
    "Di,di@example.org,Bergen,hill,New",
    "Di,di@example.org,Bergen,Hill,",
)


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


@pytest.fixture
def planned(settings, ada):
    for name, business in (("Ann", "Fjord"), ("Cy", "")):
        form = contacts.Form({"first_name": name, "city": "Oslo", "business": business}, f"{name.lower()}@example.org")
        tags.put_on(contacts.create(form, by=ada, region="NO"), "old", by=ada)
    path = settings.data / "people.csv"
    path.write_text("\n".join(LINES))

    def made(**options):
        head = drafts.begin(path, "people.csv", Options(**options), by=ada, folder=settings.data / "files")
        work.run(drafts.check(head).id)
        return Operation.get_by_id(head.id)

    return made


def of(head, group):
    return [item.seq for item in reviewing.items(head, reviewing.condition(group, ""), 0, 25)]


def test_a_plan_that_overwrites_counts_the_rows_that_do_and_those_that_make_something(planned):
    head = planned(on_match="overwrite")
    assert head.params["marks"] == {"overwrites": 1, "new_business": 4, "new_tag": 3}
    assert [of(head, group) for group in marking.MARKS] == [[1], [2, 3, 5, 6], [2, 3, 5]]


def test_a_plan_that_fills_only_overwrites_nothing_and_what_nobody_gets_is_no_news(planned):
    head = planned()
    assert "overwrites" not in head.params["marks"]
    assert (of(head, "overwrites"), of(head, "new_tag")) == ([], [2, 3, 5])
