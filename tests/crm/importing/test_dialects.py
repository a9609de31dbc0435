"""Exports of other programs: nothing is asked, and nothing is lost."""

import re

import pytest

from crm.fields import DATA
from crm.fold import fold
from crm.importing.columns import OUTCOME
from crm.importing.dialects import DIALECTS, which
from crm.importing.mapping import guess, recognises
from crm.importing.people import Known, compile_plan
from tests.crm.importing import samples

KNOWN = Known("US", order="MDY", members={"ada@example.com": 1}, types={"lead": 1, "customer": 2})
BUILDERS = [(key, builder) for key, builders in samples.ALL.items() for builder in builders]
each_export = pytest.mark.parametrize(("key", "builder"), BUILDERS, ids=[b.__name__ for _, b in BUILDERS])


def people(builder):
    header, rows = builder()
    understand = compile_plan(guess(header, rows), header, KNOWN)
    return [understand(row) for row in rows]


def numbers(draft):
    return [(label, typed) for label, typed, _ in draft.phones]


def addresses(draft):
    return [(label, address) for label, address, _, _ in draft.emails]


@each_export
def test_an_export_is_recognised_by_its_published_headings(key, builder):
    header, rows = builder()
    plan = guess(header, rows)
    assert plan.export == key
    assert plan.warnings == []
    assert recognises(header) > 3


@each_export
def test_no_cell_of_an_export_is_refused_or_asked_about(key, builder):
    assert [draft.problems for draft in people(builder)] == [[]] * len(builder()[1])


@each_export
def test_every_word_of_an_export_is_kept_somewhere(key, builder):
    header, rows = builder()
    for row, draft in zip(rows, people(builder), strict=True):
        kept = _words(_kept(draft))
        for heading, cell in zip(header, row, strict=True):
            if cell != "0/0/00" and heading not in DIFFERENT:
                assert _words(cell.replace("* myContacts", "").replace("_slash_", "/")) <= kept, heading


@each_export
def test_our_outcome_file_of_an_export_is_still_that_export(key, builder):
    header, rows = builder()
    plan = guess([*header, *OUTCOME], [[*row, "1", "refused", "email", "", ""] for row in rows])
    assert plan.export == key
    draft = compile_plan(plan, [*header, *OUTCOME], KNOWN)([*rows[0], "1", "updated", "", "17", "http://localhost/contacts/17"])
    assert draft.contact_id == 17
    assert draft.notes == people(builder)[0].notes


@pytest.mark.parametrize("header", [DATA, ("id", *DATA, "score"), ["Name", "Email", "Phone"], ["Vorname", "Nachname", "Telefon", "Firma"]])
def test_our_own_and_plain_files_are_nobody_s_export(header):
    assert which(header) is None


def test_a_dialect_never_gives_a_field_to_a_heading_of_another():
    for dialect in DIALECTS.values():
        assert dialect.needed <= len(dialect.marks)
        assert which([*dialect.marks]) is dialect


def test_google_s_labels_groups_and_several_values_of_one_cell():
    full, bare, firm = people(samples.google_old)
    assert (full.values["first_name"], full.values["last_name"]) == ("Åsa Marie", "Lindström, Jr.")
    assert addresses(full) == [("Work", "asa@example.com"), ("Home", "asa.l@exämple.se"), ("Home", "lindstrom@example.se")]
    assert numbers(full) == [("Mobile", "+46 70 123 45 67"), ("Work Fax", "+46 8 123 456 78"), ("Work Fax", "+46 8 123 456 79")]
    assert full.tags == ["starred", "Kunder; Nord"]
    assert full.values["street"] == "Storgatan 1\nBox 7"
    assert full.values["country"] == "SE"
    assert full.notes[0].startswith("Met at the fair.\nLikes “blue”; call after 5\nName Prefix: Dr.\nNickname: Ossie\n")
    assert "Name: " not in full.notes[0].split("\n")
    assert (bare.values, bare.tags, bare.notes) == ({"last_name": "王小明"}, [], [])
    assert firm.values == {"business": "株式会社", "birth_date": "--03-09"}


def test_google_s_newer_headings():
    full, elsewhere = people(samples.google_new)
    assert (full.values["first_name"], full.values["last_name"]) == ("José Antonio", "Núñez, III")
    assert addresses(full) == [("Home", "jose@example.com"), ("Trabajo nuevo", "ventas@example.es")]
    assert numbers(full) == [("Mobile", "+34 612 34 56 78"), ("", "91 123 45 67")]
    assert full.tags == ["VIP, oro"]
    lines = full.notes[0].split("\n")
    assert lines[:4] == ["Primera línea", 'Segunda: "así"', "", "Cuarta"]
    assert {"E-mail 3 - Label: Old", "Address 2 - Country: Narnia", "Website 2 - Value: https://tienda.example"} <= set(lines)
    assert "Event 1 - Label: Anniversary" in lines
    assert elsewhere.values == {"first_name": "Lucy", "street": "Lamp-post 1", "city": "Cair"}
    assert elsewhere.notes == ["Address 1 - Street: Lamp-post 1 ::: Rue 2\nAddress 1 - City: Cair ::: Paris\nAddress 1 - Country: Narnia"]


def test_a_star_is_part_of_google_s_labels_alone():
    header = ["Given Name", "Nickname", "E-mail 1 - Type", "E-mail 1 - Value", "Event 1 - Type", "Group Membership", "Notes"]
    draft = compile_plan(guess(header, []), header, KNOWN)(
        ["Ann", "* Star", "* Home", "a@example.com", "* Birthday", "* friends", "* item"]
    )
    assert addresses(draft) == [("Home", "a@example.com")]
    assert draft.tags == ["friends"]
    assert draft.notes == ["* item\nNickname: * Star\nEvent 1 - Type: Birthday"]


def test_outlook_s_numbers_addresses_and_zero_dates():
    full, plain = people(samples.outlook)
    assert [address for _, address in addresses(full)] == ["j.gross@example.de", "gross@example.com", "juergen@example.org"]
    assert numbers(full)[:3] == [("business", "+49 221 333333"), ("business", "+49 221 444444"), ("home", "(0228) 555555")]
    assert ("assistant", "+49 221 111111") in numbers(full)
    assert full.values["street"] == "Hauptstraße 1\nHof 3\nPostfach 9"
    assert full.values["birth_date"] == "1961-05-06"
    assert full.tags == ["Kunde", "Messe, Köln"]
    note = full.notes[0]
    assert note.startswith("Erste Zeile\nZweite; Zeile\n\nVierte\nTitle: Mr.\nDepartment: Vertrieb\nHome Street: Am Bach 2\nHinterhaus\n")
    assert "Anniversary" not in note
    assert "Display Name" not in note
    assert plain.values == {"first_name": "Ann", "last_name": "Lee", "street": "1 High St", "city": "Reading", "country": "GB"}


def test_a_zero_date_refuses_the_row_of_any_other_file():
    understand = compile_plan(guess(["First Name", "Birthday"], []), ["First Name", "Birthday"], KNOWN)
    assert understand(["Ann", "0/0/00"]).problems == [("date", 1)]


def test_opt_outs_of_other_programs_are_the_person_s_own():
    assert people(samples.hubspot)[0].dnc == [(1, 2)]
    assert people(samples.hubspot)[1].dnc == []
    assert people(samples.salesforce)[0].dnc == [(1, 2), (4, 1)]
    assert people(samples.pipedrive)[0].dnc == [(1, 2)]
    assert people(samples.pipedrive)[1].dnc == []
    assert people(samples.highlevel)[0].dnc == [(2, 1)]
    assert people(samples.mailchimp)[1].dnc == [(1, 2)]


def test_words_only_the_other_program_knows_go_under_the_note():
    hubspot = people(samples.hubspot)
    assert (hubspot[0].values["type"], hubspot[1].values) == (2, {})
    assert hubspot[0].values["timezone"] == "America/Los_Angeles"
    assert hubspot[1].notes == ["Record ID: 513\nLifecycle Stage: marketingqualifiedlead"]
    assert "Contact owner: Bob Ray" in hubspot[0].notes[0]
    assert people(samples.salesforce)[0].values["owner"] == 1


def test_of_several_columns_for_a_field_the_first_that_is_filled_counts():
    draft = people(samples.hubspot)[0]
    assert draft.values["business"] == "Acme Inc."
    assert "Company Name: Acme" in draft.notes[0]


def test_tags_of_other_programs():
    assert people(samples.pipedrive)[0].tags == ["Hot lead", "Customer"]
    assert people(samples.highlevel)[0].tags == ["patient", "vip"]
    assert people(samples.mailchimp)[0].tags == ["VIP", "Blog, weekly"]


def test_a_bounced_member_s_address_is_kept_as_no_good():
    header = ["Email Address", "MEMBER_RATING", "LEID", "EUID", "CLEAN_TIME"]
    draft = compile_plan(guess(header, []), header, KNOWN)(["a@example.com", "1", "2", "3", "2024-01-01 00:00:00"])
    assert draft.emails == [("", "a@example.com", "a@example.com", 0)]
    assert "CLEAN_TIME: 2024-01-01 00:00:00" in draft.notes[0]


def test_a_line_under_the_note_never_parts_it():
    header = ["Given Name", "E-mail 1 - Value", "Group Membership", "Nickname", "Notes"]
    draft = compile_plan(guess(header, []), header, KNOWN)(["Ann", "a@example.com", "", "x\n---\ny", "n"])
    assert draft.notes == ["n\nNickname: x", "y"]


DIFFERENT = frozenset((
    "Country/Region", "Mailing Country", "MailingCountry", "CC", "Birthday", "Unsubscribed from all email", "Email Opt Out",
    "HasOptedOutOfEmail", "Do Not Call", "DoNotCall", "DND", "Time Zone", "Home Country/Region", "Business Country/Region", "Address 1 - Country",
    "Lifecycle Stage", "Contact Owner", "Assigned To", "Type", "Address 1 - Formatted",
))  # fmt: skip
"""Columns whose field says the same in another form: codes, ids and ISO dates."""


def _kept(draft):
    several = [draft.tags, draft.notes, [f"{e[0]} {e[1]}" for e in draft.emails], [f"{p[0]} {p[1]}" for p in draft.phones]]
    return "\n".join([*(str(v) for v in draft.values.values()), *(text for texts in several for text in texts)])


def _words(text):
    return set(re.findall(r"\w+", fold(text)))
