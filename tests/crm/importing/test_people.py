import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exporting.cells import safe, write_addresses, write_names
from crm.fields import DATA
from crm.importing.mapping import guess, told
from crm.importing.people import Known, compile_plan
from crm.text import label, multi_line, single_line

KNOWN = Known("CH", members={"ada@example.com": 1, "bob@example.com": 2}, types={"lead": 1, "customer": 2})


def understand(known=KNOWN, mapping=None, **cells):
    """The draft of one row; headings are the keys given."""
    header = [key.replace("__", " ") for key in cells]
    plan = told(header, mapping, []) if mapping else guess(header, [list(cells.values())])
    return compile_plan(plan, header, known)(list(cells.values()))


def problems(**cells):
    return [reason for reason, _ in understand(**cells).problems]


def test_a_row_becomes_a_draft():
    draft = understand(
        first_name=" Ann ", last_name="Lee", email=" Ann.Lee+crm@Example.COM ", phone="079 123 45 67", company="Lee & Co", type="Customer",
        owner="ADA@example.com", followers="bob@example.com; ada@example.com", tags="vip; Oslo", country="Norge", timezone="europe/oslo",
        birth_date="1980-05-31", dnc="!email; call", notes="one\r\n---\r\ntwo", street="Main 1\r\nBack",
    )  # fmt: skip
    assert draft.problems == []
    assert draft.values == {
        "first_name": "Ann", "last_name": "Lee", "business": "Lee & Co", "type": 2, "owner": 1, "country": "NO", "timezone": "Europe/Oslo",
        "birth_date": "1980-05-31", "street": "Main 1\nBack",
    }  # fmt: skip
    assert draft.emails == [("", "Ann.Lee+crm@Example.COM", "ann.lee+crm@example.com", 1)]
    assert draft.phones == [("", "079 123 45 67", "+41791234567")]
    assert (draft.tags, draft.followers, draft.dnc, draft.notes) == (["vip", "Oslo"], [2, 1], [(1, 2), (4, 1)], ["one", "two"])


def test_blank_cells_are_not_there():
    draft = understand(first_name="", last_name="  ", email="\xa0", phone="\u200b", dnc="", tags=" ; ", note=" \n ", birth_date=" ")
    assert (draft.values, draft.emails, draft.phones, draft.dnc, draft.tags, draft.notes) == ({}, [], [], [], [], [])
    assert draft.nobody
    assert draft.problems == []


@pytest.mark.parametrize("key", ["first_name", "last_name", "company", "email", "phone"])
def test_one_of_name_business_address_or_number_tells_who_it_is(key):
    assert not understand(**{key: "ann@example.com" if key == "email" else "079 123 45 67"}).nobody


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("'0123", "0123"),
        ('="0123"', "0123"),
        ("''x", "'x"),
        ("=1+1", "=1+1"),
        ("=cmd|'/C calc'!A0", "=cmd|'/C calc'!A0"),
        ("#1 Plumbing", "#1 Plumbing"),
    ],
)
def test_marks_of_a_spreadsheet_come_off_once_and_formulas_are_text(cell, value):
    assert understand(company=cell).values == {"business": value}


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Ann\u2028Marie", "Ann Marie"), ("Ann\nBcc: x", "Ann Bcc: x"), ("Ann\u202egnp.exe", "Anngnp.exe"), ("Jose\u0301", "José")],
)
def test_text_of_one_line_is_made_clean(cell, value):
    assert understand(first_name=cell).values == {"first_name": value}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"email": "a@b.com, c@d.com"}, "email"), ({"email": "Ann <a@b.com>"}, "email"), ({"email": "ann@example.com\nBcc: b@example.com"}, "email"),
        ({"emails": "a@b.com; nobody"}, "email"), ({"phone": "########"}, "phone"), ({"phone": "n/a"}, "phone"), ({"phone": "1.23E+10"}, "phone_scientific"),
        ({"phone": "4,17912E+10"}, "phone_scientific"), ({"birthday": "31/12/1999"}, "date"), ({"birthday": "0/0/00"}, "date"),
        ({"birthday": "0000-00-00"}, "date"), ({"company": "#N/A"}, "excel_error"), ({"email": "#REF!"}, "excel_error"), ({"country": "Narnia"}, "choice"),
        ({"timezone": "Mars/Base"}, "choice"), ({"type": "alien"}, "choice"), ({"owner": "eve@example.com"}, "owner"),
        ({"followers": "ada@example.com; eve@example.com"}, "owner"), ({"first_name": "a" * 201}, "too_long"), ({"tags": "a" * 101}, "too_long"),
        ({"street": "a" * 1001}, "too_long"), ({"kith_contact_id": "x1"}, "number"), ({"emails": "l" * 101 + ": a@b.com"}, "too_long"),
        ({"dnc": "maybe"}, "boolean"), ({"dnc": "#REF!"}, "boolean"), ({"dnc": "email; fax"}, "boolean"), ({"do_not_call": "email"}, "boolean"),
    ],
)  # fmt: skip
def test_a_cell_that_can_not_be_understood_gives_its_reason(cells, reason):
    assert problems(**cells) == [reason]


def test_a_problem_tells_its_column():
    assert understand(first_name="Ann", email="x", phone="y").problems == [("email", 1), ("phone", 2)]


@pytest.mark.parametrize(
    ("cell", "evidence"),
    [
        ("yes", [(15, 1)]), ("TRUE", [(15, 1)]), ("1", [(15, 1)]), ("x", [(15, 1)]), ("ja", [(15, 1)]), ("no", []), ("0", []), ("all", [(15, 1)]),
        ("!all", [(15, 2)]), ("email; text", [(1, 1), (2, 1)]), ("!email; call", [(1, 2), (4, 1)]), ("Opted out", [(15, 1)]),
    ],
)  # fmt: skip
def test_an_opt_out_is_read_in_words_or_channels(cell, evidence):
    assert understand(dnc=cell).dnc == evidence


def test_what_a_person_did_themselves_is_kept_apart_from_what_the_office_decided():
    draft = understand(unsubscribed="yes", do_not_call="yes", opt_out="no")
    assert draft.dnc == [(1, 2), (4, 1)]


def test_a_persons_one_address_comes_before_the_others():
    draft = understand(Work__Email="w@example.com; home: h@example.com", Email="a@example.com")
    assert [(e[0], e[1]) for e in draft.emails] == [("", "a@example.com"), ("work", "w@example.com"), ("home", "h@example.com")]


def test_the_same_address_or_number_is_taken_once():
    draft = understand(Email="a@example.com", Work__Email="A@Example.com", Phone="079 123 45 67", Mobile="+41 79 123 45 67")
    assert len(draft.emails) == len(draft.phones) == 1


def test_numbers_with_other_extensions_reach_other_people():
    draft = understand(Phone="044 123 45 67 x12", Work__Phone="044 123 45 67 x13", Mobile="044 123 45 67", Home__Phone="+41 44 123 45 67")
    assert [typed for _, typed, _ in draft.phones] == ["044 123 45 67 x12", "044 123 45 67 x13", "044 123 45 67"]


def test_numbers_are_kept_as_typed_with_ascii_digits():
    assert understand(phone="０７９１２３４５６７").phones == [("", "0791234567", "+41791234567")]
    assert understand(phone="41791234567.0").phones == [("", "41791234567", "+41791234567")]
    assert understand(phone="079.123.45.67 x12").phones == [("", "079.123.45.67 x12", "+41791234567")]
    assert understand(phone="4711").phones == [("", "4711", None)]


def test_several_numbers_in_a_cell_are_parted():
    draft = understand(phones='mobile: 079 123 45 67; "044 123 45 67;ext=3"; 044 111 11 11,044 222 22 22')
    assert [(p[0], p[1]) for p in draft.phones] == [
        ("mobile", "079 123 45 67"), ("", "044 123 45 67;ext=3"), ("", "044 111 11 11"), ("", "044 222 22 22"),
    ]  # fmt: skip


def test_the_good_entries_of_a_cell_are_kept_beside_a_bad_one():
    draft = understand(
        emails="no; a@example.org; b@, c@example.org",
        phones="x; 503 555 0100",
        tags=f"{'x' * 101}; vip",
        followers="x@y.z; ada@example.com",
    )
    assert [address for _, address, _, _ in draft.emails] == ["a@example.org", "c@example.org"]
    assert ([typed for _, typed, _ in draft.phones], draft.tags, draft.followers) == (
        ["503 555 0100"],
        ["vip"],
        [1],
    )
    assert [reason for reason, _ in draft.problems] == ["email", "phone", "too_long", "owner"]


def test_an_address_marked_invalid_stays_so():
    assert understand(emails="!a@example.com").emails == [("", "a@example.com", "a@example.com", 0)]


def test_a_person_s_mapping_decides_the_order_too():
    draft = understand(mapping={"0": "name", "1": "birth_date"}, known=Known("US", order="MDY"), a="Lee, Ann", b="5/6/80")
    assert draft.values == {"first_name": "Ann", "last_name": "Lee", "birth_date": "1980-05-06"}


LINES = st.text(max_size=30).map(single_line)
HOSTILE = LINES | st.text("='+-@;:\",!\t ab\n", max_size=12).map(single_line)
TEXTS = st.text("='+-@;:\",!\t ab\n", max_size=40).map(multi_line)
ADDRESSES = st.lists(
    st.tuples(HOSTILE.map(label), st.from_regex(r"[!a-z]{1,9}@[a-z]{1,9}\.no", fullmatch=True), st.booleans()),
    max_size=3,
    unique_by=lambda a: a[1],
)
NUMBERS = st.lists(
    st.tuples(HOSTILE.map(label), st.from_regex(r"\+?[0-9][0-9 ]{6,12}(;ext=[0-9]{1,3})?", fullmatch=True).map(str.strip)), max_size=3
)


@given(HOSTILE, HOSTILE, ADDRESSES, NUMBERS, st.lists(HOSTILE.filter(bool), max_size=3, unique=True), TEXTS, TEXTS)
def test_what_we_export_is_read_back_to_the_letter(first, business, addresses, numbers, tags, street, note):
    row = dict.fromkeys(DATA, "") | {
        "first_name": first, "business": business, "emails": write_addresses(addresses), "tags": write_names(tags), "street": street,
        "phones": write_addresses((name, number, True) for name, number in numbers), "note": note,
    }  # fmt: skip
    cells = [safe(cell) for cell in row.values()]
    draft = compile_plan(guess(DATA, [cells]), DATA, KNOWN)(cells)
    if draft.problems:
        assert {reason for reason, _ in draft.problems} <= {"excel_error"}
        return
    assert draft.values == {k: v for k, v in (("first_name", first), ("business", business), ("street", street)) if v}
    assert [(e[0], e[1], bool(e[3])) for e in draft.emails] == addresses
    assert draft.tags == tags
    assert "\n---\n".join(draft.notes) == note.strip("\n") or "---" in note
    assert {p[1] for p in draft.phones} <= {number for _, number in numbers}


@given(st.lists(st.text(max_size=20), min_size=len(DATA), max_size=len(DATA)))
def test_no_row_breaks_the_reader(cells):
    compile_plan(guess(DATA, []), DATA, KNOWN)(cells)
