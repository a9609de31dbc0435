"""What is printed; label sheets are measured in the laid-out page against the dimensions Avery publishes."""

import html
import io
import itertools
import re
from zipfile import ZipFile

import pytest

from blueprints import prints
from blueprints.prints import parts
from crm import contacts, custom_objects, dnc, kinds, lists, tasks
from crm.businesses import keeping
from crm.contacts import addresses
from crm.custom_objects.keeping import Verbs
from crm.filters import Group, Leaf
from crm.filters.tree import ALL
from crm.journal import work
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import Operation
from crm.models.custom_object import FIRST_OWN
from crm.models.dnc import CHANNELS
from crm.models.operation import QUEUED
from crm.printing import paper, pdf, tables
from crm.printing.sheets import SHEETS, SIZES

PUBLISHED = {
    "5160": (6985, 2540, 6668, 2540, 478, 1270, 3, 10),
    "5161": (10636, 2540, 10160, 2540, 396, 1270, 2, 10),
    "5163": (10636, 5080, 10160, 5080, 413, 1270, 2, 5),
    "L7160": (6604, 3810, 6350, 3810, 720, 1515, 3, 7),
    "L7163": (10160, 3810, 9906, 3810, 467, 1515, 2, 7),
}
"""Step across and down, a label's width and height, left and top of the first, labels across and down; hundredths of a millimetre.

As LibreOffice has Avery's sheets (extras/source/labels/labels.xml, “Avery Letter Size” and “Avery A4/Asia”); the 5163 as gLabels has it
(avery-us-templates.xml: 4 × 2 in, x0 0.1625 in, y0 0.5 in, dx 4.1875 in, dy 2 in).
"""
MM = 96 / 25.4
HOSTILE = '<img src="file:///etc/passwd"><script>alert(1)</script>'


@pytest.fixture
def crowd(ada):
    values = {"city": "Gresham", "region": "OR", "postal_code": "97080", "country": "US"}
    return [
        contacts.create(contacts.Form({"first_name": f"P{n:02}", "street": f"{n} Orchard Ln", **values}, "", f"+1 503 555 01{n:02}"), by=ada, region="US")
        for n in range(31)
    ]  # fmt: skip


@pytest.fixture
def laid_out(monkeypatch):
    """The documents that were laid out, to be measured."""
    documents, real = [], pdf.document

    def keep(html, css):
        documents.append(real(html, css))
        return documents[-1]

    monkeypatch.setattr(pdf, "document", keep)
    return documents


def boxes(box, name):
    """The boxes of elements of this class, within a box."""
    element = getattr(box, "element", None)
    named = element is not None and (name in (element.get("class") or "").split() or name == element.tag)
    if named and box.element_tag == element.tag:
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from boxes(child, name)


def measured(page):
    return [
        (box.position_x / MM, box.position_y / MM, box.border_width() / MM, box.border_height() / MM)
        for box in boxes(page._page_box, "label")
    ]


@pytest.mark.parametrize("key", SHEETS)
def test_a_label_sheet_is_as_avery_publishes_it_within_half_a_millimetre(me, crowd, laid_out, key):
    across, down, width, height, left, top, columns, rows = (number / 100 if at < 6 else number for at, number in enumerate(PUBLISHED[key]))
    answer = me.get(f"/prints/labels?sheet={key}&as=pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    [document] = laid_out
    page = document.pages[0]
    assert (page.width / MM, page.height / MM) == pytest.approx(SIZES[SHEETS[key].paper], abs=0.1)
    found = measured(page)
    assert len(found) == columns * rows
    for at, label in enumerate(found):
        row, column = divmod(at, columns)
        assert label == pytest.approx((left + column * across, top + row * down, width, height), abs=0.5), at
    assert len(document.pages) == -(-31 // len(found))


def test_printing_starts_at_the_label_one_likes_and_moves_by_millimetres(me, crowd, laid_out):
    me.get("/prints/labels?sheet=5160&start=7&right=0.5&down=-1&as=pdf")
    [document] = laid_out
    first, second = (measured(page) for page in document.pages)
    assert (len(first), len(second)) == (24, 7)
    assert first[0][:2] == pytest.approx((4.7625 + 0.5, 12.7 + 2 * 25.4 - 1), abs=0.1)


def test_each_label_comes_as_often_as_asked_side_by_side(me, crowd):
    page = me.get("/prints/labels?sheet=5160&copies=3&order=name").text
    assert "93 labels for 31 people, 3 of each" in page
    assert re.findall(r"<span>(P\d+)</span>", page)[:4] == ["P00", "P00", "P00", "P01"]
    assert "31 labels for 31 people." in me.get("/prints/labels?sheet=5160&copies=0").text


def test_the_page_asks_how_labels_are_ordered_and_how_many_of_each(me, crowd):
    form = me.get("/exports/new").text
    assert all(f'name="{name}"' in form for name in ("copies", "order", "business"))
    [first, *_] = re.findall(r'<div class="label .*?</div>', me.get("/prints/labels?sheet=5160&order=name&copies=2").text)
    assert "P00" in first


def test_the_number_of_labels_and_of_those_without_one_is_everybody(me, crowd, ada):
    dnc.add(crowd[0], CHANNELS["post"], by=ada)
    page = me.get("/prints/labels?sheet=5160").text
    assert "30 labels for 31 people" in page
    assert "1 must not get post" in page
    assert page.count('class="label ') == 30
    assert "P00" in me.get("/prints/skipped").text


@pytest.mark.parametrize("kind", ["list", "calls", "cards"])
def test_a_list_on_paper_says_whom_and_how_many_and_numbers_its_pages(me, crowd, laid_out, kind):
    page = me.get(f"/prints/{kind}?q=P0").text
    assert "10 people" in page
    assert "who match “P0”" in page
    assert me.get(f"/prints/{kind}?as=pdf").data.startswith(b"%PDF")
    assert "counter(pages)" in me.get(f"/prints/style.css?kind={kind}").text


@pytest.mark.parametrize("kind", [CONTACTS, BUSINESSES])
def test_what_is_printed_of_a_list_is_headed_by_its_name(me, crowd, ada, laid_out, kind):
    keeping.create({"name": "Orchard Ltd"}, by=ada)
    made, of = lists.save("Round the “corner”", Group(ALL, (Leaf("owner", "empty"),)), by=ada, kind=kind), f"of={kind.key}"
    screen, page = me.get(f"/{kind.key}?list={made.id}").text, me.get(f"/prints/list?{of}&list={made.id}").text
    assert all(f"<h1>{made.name}</h1>" in one for one in (screen, page))
    assert all(f"<title>{made.name} ·" in one for one in (screen, page))
    [style] = re.findall(r'"(/prints/style[^"]+)"', page)
    assert f"Kith · {made.name} ·" in me.get(html.unescape(style)).text
    me.get(f"/prints/list?{of}&list={made.id}&as=pdf")
    assert made.name in laid_out[0].pages[0]._page_box.all_children()[0].element.itertext()
    answer = me.post("/exports", data={"of": kind.key, "list": made.id, "once": "x"})
    assert f"List: {made.name}\r\n" in me.get(f"{answer.location}/note").text


def test_who_must_not_be_called_has_no_number_on_the_call_list(me, crowd, ada):
    dnc.add(crowd[3], CHANNELS["call"], by=ada)
    page = me.get("/prints/calls").text
    assert "Do not call" in page
    assert "+1 503 555 0103" not in page


def test_the_call_list_says_what_is_to_be_done_next_for_each_and_one_number_a_line(me, crowd, ada):
    addresses.add_phone(crowd[3], "+1 503 555 0199", region="US", by=ada)
    for title, due in (("Later", "2030-01-01"), ("Send the quote", "2029-01-01"), ("Whenever", "")):
        tasks.create(tasks.Typed(title, due), by=ada, zone="UTC", contact=crowd[3])
    page = me.get("/prints/calls").text
    assert "<td>Send the quote<small>" in page
    assert "Later" not in page
    assert "Whenever" not in page
    assert "0103</div><div>+1 503 555 0199</div>" in page


def test_the_contact_sheet_says_where_everybody_lives_as_far_as_that_is_known(me, crowd, ada):
    contacts.create(
        contacts.Form({"first_name": "Ola", "street": "Storgata 1", "postal_code": "0155", "city": "Oslo", "country": "NO"}),
        by=ada,
        region="NO",
    )
    contacts.create(contacts.Form({"first_name": "Cy", "city": "Reno"}), by=ada, region="US")
    page = me.get("/prints/cards").text
    assert "<div>4 Orchard Ln</div><div>Gresham, OR 97080</div></div>" in page
    assert "<div>Storgata 1</div><div>0155 Oslo</div><div>NORWAY</div>" in page
    assert "Reno" not in page


def test_an_address_that_is_too_long_for_its_column_goes_on_after_its_sign(me, ada):
    contacts.create(contacts.Form({"first_name": "Ann"}, "ann@example.org"), by=ada, region="US")
    assert "<td>ann@<wbr>example.org</td>" in me.get("/prints/list?show=email").text
    assert "<td>&lt;@<wbr>&gt;</td>" in tables.page(tables.Heading("T", "S", ("A",)), [["<@>"]])


def test_paper_reads_nothing_but_the_page_and_runs_nothing(me, ada, laid_out):
    contacts.create(contacts.Form({"first_name": HOSTILE, "street": HOSTILE, "city": HOSTILE}), by=ada, region="US")
    for path in ("/prints/labels", "/prints/calls", "/prints/cards", "/prints/list"):
        assert "<script>alert" not in me.get(path).text
        assert me.get(f"{path}?as=pdf").status_code == 200
    with pytest.raises(ValueError, match="nothing is fetched"):
        pdf._refuse("file:///etc/passwd")


def test_without_its_libraries_the_pdf_says_what_to_install(me, crowd, monkeypatch):
    import builtins

    real = builtins.__import__

    def broken(name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", broken)
    answer = me.get("/prints/list?as=pdf")
    assert answer.status_code == 503
    assert "apt-get install libpango-1.0-0" in answer.text


@pytest.mark.parametrize("query", ["sheet=9999", "sheet=5160&start=x&right=nan&down=1e99"])
def test_nonsense_is_answered_kindly(me, crowd, query):
    assert me.get(f"/prints/labels?{query}").status_code in (200, 400, 422)
    assert me.get(f"/prints/style.css?kind=labels&{query}").status_code in (200, 400, 422)


def test_there_is_no_other_paper(me):
    assert me.get("/prints/envelopes").status_code == 404


@pytest.fixture
def small(monkeypatch):
    """Prints of at most 30, and PDFs of ten people or one sheet of labels."""
    monkeypatch.setattr(parts, "MOST", 30)
    monkeypatch.setattr(paper, "PART", 10)
    monkeypatch.setattr(prints, "_LABELS_IN_PDF", 30)


@pytest.mark.parametrize("kind", ["list", "calls", "cards", "labels"])
def test_what_is_too_much_for_one_print_comes_in_parts_that_are_everybody(me, crowd, small, kind):
    page = me.get(f"/prints/{kind}").text
    assert "Page of part 2 of 2" in page
    first, second = (me.get(f"/prints/{kind}?part={number}").text for number in (1, 2))
    assert sum(f"P{n:02}" in first for n in range(31)) == 30
    assert "P30" in second
    assert "part 2 of 2" in second.lower()
    assert "as=pdf&amp;part=" in second or "part=&amp;as=pdf" in second


@pytest.mark.parametrize(("kind", "count"), [("calls", 4), ("cards", 4), ("labels", 2)])
def test_a_pdf_comes_in_smaller_parts_that_are_everybody(me, crowd, small, laid_out, kind, count):
    assert f"PDF of part {count} of {count}" in me.get(f"/prints/{kind}?as=pdf").text
    for number in range(1, count + 1):
        assert me.get(f"/prints/{kind}?part={number}&as=pdf").data.startswith(b"%PDF")
    assert len(laid_out) == count


def test_a_long_list_is_laid_out_by_the_worker_in_its_order_and_with_its_columns(me, crowd, small, laid_out):
    page = me.get("/prints/list?as=pdf&sort=-name&show=city").text
    assert "in 4 parts" in page
    answer = me.post("/prints/pdf", data={"sort": "-name", "show": "city", "once": "p1"})
    assert me.post("/prints/pdf", data={"sort": "-name", "show": "city", "once": "p1"}).location == answer.location
    head = Operation.get(Operation.kind == "export")
    assert head.status == QUEUED
    work.run(head.id)
    assert "31 rows" in me.get(answer.location).text
    with me.get(f"/exports/{head.id}/file") as answer, ZipFile(io.BytesIO(answer.data)) as made:
        assert [made.read(name)[:4] for name in made.namelist()] == [b"%PDF"] * 4
    rows = [
        cells(row)
        for document in laid_out
        for page in document.pages
        for row in boxes(page._page_box, "tr")
        if row.element.find("td") is not None
    ]
    assert rows == [(f"P{n:02}", "Gresham") for n in range(30, -1, -1)]
    note = me.get(f"/exports/{head.id}/note").text
    assert "Rows: 31" in note
    assert "SHA-256: " in note


def cells(row):
    return tuple(cell.text or "" for cell in row.element.findall("td"))


def test_nobody_and_too_many_are_refused_before_anything_is_laid_out(me, crowd, monkeypatch):
    assert me.post("/prints/pdf", data={"q": "nobody like this", "once": "p2"}).status_code in (400, 422)
    monkeypatch.setattr(paper, "MOST", 30)
    answer = me.post("/prints/pdf", data={"once": "p3"})
    assert answer.status_code == 422
    assert "More than 30 people are too many for a PDF, which holds up to 30." in answer.text
    assert not Operation.select().where(Operation.kind == "export").exists()


def test_lists_of_businesses_and_objects_are_printed_by_the_same_code(me, ada, laid_out):
    kind = kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)
    Verbs(kind).create({"name": "Ægir <b>", "owner": ada.email}, by=ada)
    contacts.create(contacts.Form({"first_name": "Bo", "business": "Fjord & Sons"}), by=ada, region="US")
    for of, name in ((kind.key, "Ægir"), ("businesses", "Fjord")):
        page = me.get(f"/prints/list?of={of}&show=owner,created_at").text
        assert name in page
        assert "<b>" not in page
        assert ". 1 " in page
        assert me.get(f"/prints/list?of={of}&as=pdf").data.startswith(b"%PDF")
        assert "PDF of this list" in me.get(f"/exports/new?of={of}").text
    assert "Ada" in me.get(f"/prints/list?of={kind.key}&show=owner").text


def test_the_pdf_of_several_chosen_people_is_of_all_of_them(me, crowd):
    page = me.get("/prints/list?id=1&id=2&id=3").text
    link = re.search(r'href="([^"]*as=pdf[^"]*)"', page)[1]
    assert link.count("id=") == 3


def test_more_than_anybody_prints_is_refused_with_a_way_out(me, crowd, monkeypatch):
    monkeypatch.setattr(parts, "_MOST_PARTS", 0)
    answer = me.get("/prints/list")
    assert answer.status_code == 422
    assert "make a file of them" in answer.text


def test_who_gets_no_label_is_listed_page_by_page(me, ada, crowd):
    for one in crowd[:3]:
        dnc.add(one, CHANNELS["post"], by=ada)
    assert "Page 2 of 3" in me.get("/prints/skipped?per_page=1&page=2").text or "P00" in me.get("/prints/skipped").text


@pytest.mark.parametrize("key", SHEETS)
def test_every_line_of_a_long_address_stays_on_its_label(me, ada, laid_out, key):
    street = "Attention: Accounts payable\nBuilding 7, third floor\n4310 Long Winding Street of the Seven Kings"
    where = {"street": street, "city": "San Buenaventura-by-the-Sea", "region": "CA", "postal_code": "93001", "country": "NO"}
    contacts.create(
        contacts.Form({"first_name": "Maximiliano-Alexandrovich", "last_name": "Konstantinopolous", **where}), by=ada, region="US"
    )
    me.get(f"/prints/labels?sheet={key}&as=pdf")
    [label] = boxes(laid_out[0].pages[0]._page_box, "label")
    lines = label.children
    assert len(lines) == 6
    assert lines[-1].position_y + lines[-1].height <= label.position_y + label.border_height()
    assert lines[0].position_y >= label.position_y


def test_what_no_print_can_fit_is_counted(me, ada):
    street = "\n".join(f"Line {n} of an address nobody could ever write on so small a label" for n in range(9))
    contacts.create(contacts.Form({"first_name": "Ann", "street": street, "city": "Oslo"}), by=ada, region="US")
    assert "1 of the labels here has more lines than the sheet has room for" in me.get("/prints/labels?sheet=5160").text
    assert "more lines than the sheet" not in me.get("/prints/labels?sheet=5163").text


def test_a_label_the_sheet_does_not_have_is_said(me, crowd):
    answer = me.get("/prints/labels?sheet=5163&start=11")
    assert answer.status_code == 422
    assert "A sheet of 5163 has labels 1 to 10" in answer.text


@pytest.mark.parametrize("key", SHEETS)
def test_hostile_names_and_other_scripts_stay_on_their_labels_without_covering_each_other(me, ada, laid_out, key):
    people = (
        HOSTILE,
        "W" * 60,
        "محمد عبد الله",
        "דוד כהן",
        "山田太郎",
        "Ångström\u202e rtl",
        "Donaudampfschifffahrtsgesellschaftskapitänswitwe " * 2,
    )
    for name in people:
        values = {"first_name": name, "street": f"{name}\n2nd floor", "city": "M" * 40, "postal_code": "1", "country": "IL"}
        contacts.create(contacts.Form(values), by=ada, region="US")
    me.get(f"/prints/labels?sheet={key}&as=pdf")
    found = list(boxes(laid_out[0].pages[0]._page_box, "label"))
    assert len(found) == len(people)
    for label in found:
        lines = label.children
        assert len(lines) == 5
        for above, below in itertools.pairwise(lines):
            assert above.position_y + above.height <= below.position_y + 0.1


@pytest.mark.parametrize("key", SHEETS)
def test_every_sheet_starts_where_one_likes_and_moves(me, crowd, laid_out, key):
    across, down, _, _, left, top, columns, _ = (number / 100 if at < 6 else number for at, number in enumerate(PUBLISHED[key]))
    me.get(f"/prints/labels?sheet={key}&start=4&right=1.5&down=-2&as=pdf")
    row, column = divmod(3, int(columns))
    first = measured(laid_out[0].pages[0])[0]
    assert first[:2] == pytest.approx((left + column * across + 1.5, top + row * down - 2), abs=0.5)


@pytest.mark.parametrize("kind", ["list", "calls", "cards"])
def test_nothing_runs_off_the_paper(me, ada, laid_out, kind):
    for name in ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3, "W" * 150, "Ann"):
        contacts.create(
            contacts.Form({"first_name": name, "city": name}, f"{'a' * 60}@{'b' * 60}.org", "+1 503 555 0100"), by=ada, region="US"
        )
    me.get(f"/prints/{kind}?show=city,email,phone,owner,tags&as=pdf")
    for page in laid_out[0].pages:
        margin = 14 * MM
        for box in page._page_box.descendants():
            if getattr(box, "text", None):
                assert margin - 1 <= box.position_x
                assert box.position_x + box.width <= page.width - margin + 1


def test_columns_are_as_wide_as_their_words_and_many_turn_the_paper(me, crowd, laid_out):
    me.get("/prints/list?show=id,city,phone&as=pdf")
    me.get("/prints/list?show=id,city,phone,email,region,street,country,postal_code,created_at,tags&as=pdf")
    upright, turned = (document.pages[0] for document in laid_out)
    assert upright.width < upright.height
    assert turned.width > turned.height
    number, phone = (
        next(box for box in boxes(upright._page_box, "th") if "".join(box.element.itertext()) == label).width
        for label in ("Number", "Phone")
    )
    assert phone > number
