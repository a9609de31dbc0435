import pytest

from crm import contacts, dnc, members
from crm.models.dnc import CHANNELS
from crm.printing.labels import NO_ADDRESS, NO_POST, SHARED, Looks, labels_of
from crm.printing.sheets import SHEETS, SIZES
from crm.selection import Selection

HOME = {"street": "7120 SE Orchard Ln", "city": "Gresham", "region": "OR", "postal_code": "97080", "country": "US"}


@pytest.fixture
def ada(database):
    return members.create_owner("Ada", "ada@example.org", "seven green kettles")


def person(ada, **values):
    return contacts.create(contacts.Form(values), by=ada, region="US")


def test_a_household_gets_one_label_and_everybody_is_counted(ada):
    theo, ida = person(ada, first_name="Theo", last_name="Rey", **HOME), person(ada, first_name="Ida", last_name="Rey", **HOME)
    made = labels_of(Selection(), "US", by=ada)
    assert [label.lines for label in made.labels] == [("Theo Rey & Ida Rey", "7120 SE Orchard Ln", "Gresham, OR 97080")]
    assert made.labels[0].contacts == (theo.id, ida.id)
    assert made.count(SHARED) == 1
    assert len(labels_of(Selection(), "US", by=ada, looks=Looks(one_each=False)).labels) == 2


def test_colleagues_at_one_business_get_one_label_in_its_name(ada):
    for name in ("Bo", "Cy"):
        person(ada, first_name=name, business="Fjord Ltd", **HOME)
    assert labels_of(Selection(), "US", by=ada).labels[0].lines[0] == "Fjord Ltd"


def test_who_has_no_address_or_must_not_get_post_is_skipped_and_named(ada):
    silent = person(ada, first_name="Sue", **HOME)
    dnc.add(silent, CHANNELS["post"], by=ada)
    person(ada, first_name="Nell", city="Oslo")
    made = labels_of(Selection(), "US", by=ada)
    assert made.labels == []
    assert [(one.name, one.reason) for one in made.skipped] == [("Sue", NO_POST), ("Nell", NO_ADDRESS)]


@pytest.mark.parametrize(
    ("country", "home", "lines"),
    [("NO", "NO", ("0150 Oslo",)), ("NO", "US", ("0150 Oslo", "NORWAY")), ("GB", "GB", ("Oslo 0150",))],
)
def test_an_address_is_written_as_its_country_does(ada, country, home, lines):
    person(ada, first_name="Kari", street="Storgata 1", city="Oslo", postal_code="0150", country=country)
    assert labels_of(Selection(), home, by=ada).labels[0].lines[2:] == lines


def test_labels_go_by_postal_code_then_name(ada):
    for name, code in (("Zoe", "10000"), ("Abe", "97080"), ("Al", "10000")):
        person(ada, first_name=name, **{**HOME, "street": f"{name} St", "postal_code": code})
    assert [label.lines[0] for label in labels_of(Selection(), "US", by=ada).labels] == ["Al", "Zoe", "Abe"]
    by_name = labels_of(Selection(), "US", by=ada, looks=Looks(by_name=True))
    assert [label.lines[0] for label in by_name.labels] == ["Abe", "Al", "Zoe"]


def test_the_business_stands_below_the_name_unless_it_is_left_out(ada):
    person(ada, first_name="Bo", business="Fjord Ltd", **HOME)
    assert labels_of(Selection(), "US", by=ada).labels[0].lines[:2] == ("Bo", "Fjord Ltd")
    without = Looks(with_business=False)
    assert labels_of(Selection(), "US", by=ada, looks=without).labels[0].lines[:2] == ("Bo", HOME["street"])
    person(ada, first_name="Cy", business="Fjord Ltd", **HOME)
    assert labels_of(Selection(), "US", by=ada, looks=without).labels[0].lines[0] == "Bo & Cy"


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=str)
def test_every_label_stands_on_its_paper_and_on_no_other(sheet):
    width, height = SIZES[sheet.paper]
    right, bottom = sheet.corner(sheet.count - 1)
    assert right + sheet.width <= width
    assert bottom + sheet.height <= height
    assert sheet.step_x >= sheet.width
    assert sheet.step_y >= sheet.height
    assert width - right - sheet.width == pytest.approx(sheet.left, abs=0.5)
