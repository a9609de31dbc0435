"""A shared domain suggests, says why, and is silent after a no; free mail says nothing."""

import pytest

from crm import contacts, followers, journal
from crm.businesses import belonging, keeping, suggesting
from crm.models import Business, Contact, Operation


def person(ada, first, address, business=""):
    return contacts.create(contacts.Form({"first_name": first, "business": business}, address), by=ada, region="US")


@pytest.fixture
def acme(ada):
    """Acme with two colleagues who write from acme.example, and one who doesn't."""
    for first, address in (("Bo", "bo@acme.example"), ("Cy", "cy@ACME.example"), ("Di", "di@gmail.com")):
        person(ada, first, address, "Acme")
    return Business.get()


def names(found):
    return [(one.name, one.domain) for one in found]


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Acme.example/about?x=1", "acme.example"),
        ("acme.example", "acme.example"),
        ("ann@acme.example", "acme.example"),
        ("http://acme.example:8080", "acme.example"),
        ("ann@gmail.com", ""),
        ("localhost", ""),
        ("", ""),
        ("[::1", ""),
        ("http://[x", ""),
        ("https://a.example:99999/", "a.example"),
    ],
)
def test_the_domain_of_what_is_typed(typed, domain):
    assert suggesting.domain_of(typed) == domain


def test_both_sides_are_shown_the_other_and_free_mail_says_nothing(ada, acme):
    ann, eli = person(ada, "Ann", "ann@acme.example"), person(ada, "Eli", "eli@gmail.com")
    assert names(suggesting.of_contact(ann, ada)) == [("Acme", "acme.example")]
    assert names(suggesting.of_business(acme, ada)) == [("Ann", "acme.example")]
    assert suggesting.of_contact(eli, ada) == []


def test_a_domain_of_few_says_nothing_but_the_website_does(ada, acme):
    for n in range(3):
        person(ada, f"F{n}", f"f{n}@else.example", "Acme")
    ann = person(ada, "Ann", "ann@acme.example")
    assert suggesting.of_contact(ann, ada) == []
    keeping.edit(acme, {"website": "www.acme.example"}, by=ada)
    assert names(suggesting.of_contact(ann, ada)) == [("Acme", "acme.example")]
    assert names(suggesting.of_business(acme, ada)) == [("Ann", "acme.example")]


def test_taking_it_can_be_undone_and_a_no_is_remembered_until_it_is(ada, acme):
    ann = person(ada, "Ann", "ann@acme.example")
    belonging.join(ann, acme, by=ada)
    assert suggesting.of_contact(Contact.get_by_id(ann.id), ada) == suggesting.of_business(acme, ada) == []
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    suggesting.dismiss(ann, acme, by=ada)
    suggesting.dismiss(ann, acme, by=ada)
    ann = Contact.get_by_id(ann.id)
    assert suggesting.of_contact(ann, ada) == suggesting.of_business(acme, ada) == []
    journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
    assert names(suggesting.of_contact(ann, ada)) == [("Acme", "acme.example")]


def test_who_sees_only_what_is_theirs_is_suggested_no_business_they_do_not_see(ada, eve, acme):
    ann = person(ada, "Ann", "ann@acme.example")
    followers.follow(ann, eve, by=ada)
    assert suggesting.of_contact(ann, eve) == []
    followers.follow(Contact.get(Contact.first_name == "Bo"), eve, by=ada)
    assert names(suggesting.of_contact(ann, eve)) == [("Acme", "acme.example")]


def test_a_domain_that_several_businesses_use_says_nothing(ada, acme):
    for first, business in (("Fi", "Fell"), ("Gus", "Dale")):
        person(ada, first, f"{first}@acme.example", business)
    ann = person(ada, "Ann", "ann@acme.example")
    assert suggesting.of_contact(ann, ada) == suggesting.of_business(acme, ada) == []
