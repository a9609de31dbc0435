"""Cards that we write: read by others as they were meant, and by us without a change; no text breaks out of its property."""

import os

import pytest
import vobject

from crm.contacts import photos
from crm.exporting import cards, people
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.models import Contact, Operation
from crm.selection import Selection
from tests.crm.exporting import hostile
from tests.crm.exporting.test_round_trip import new_office
from tests.crm.importing.cards import books

HOSTILE = int(os.environ.get("KITH_HOSTILE", "300"))
BLANK = dict.fromkeys(cards.FIELDS, "")
FULL = BLANK | {
    "first_name": "Ann; Bo", "last_name": "Lee, Jr.\nBCC:x@example.org", "emails": "work: a@example.org; Ski hut: b@example.org; !c@example.org",
    "phones": "mobile: +47 912 34 567; work fax: 22 33 44 55", "business": "Østby \\ Co", "job_title": "END:VCARD", "tags": 'vip; "a, b"',
    "street": "1 High St\nApt 2", "city": "Oslo", "postal_code": "0150", "country": "NO", "website": "https://ann.example/?a=1,2;3",
    "timezone": "Europe/Oslo", "language": "nb", "birth_date": "1980-05-31", "note": "one\r\nBEGIN:VCARD\u2028two\x85three\n---\n" + "ø" * 200,
}  # fmt: skip


@pytest.mark.parametrize("version", cards.VERSIONS)
def test_another_program_reads_what_was_meant(version):
    """vobject knows the third version by itself; of the fourth it reads the properties alike."""
    found = vobject.readOne(cards.card(FULL, version, books.picture()).replace("VERSION:4.0", "VERSION:3.0"))
    assert (found.n.value.family, found.n.value.given) == ("Lee, Jr.\nBCC:x@example.org", "Ann; Bo")
    assert found.fn.value == "Ann; Bo Lee, Jr.\nBCC:x@example.org"
    assert [e.value for e in found.email_list] == ["a@example.org", "b@example.org", "c@example.org"]
    assert [t.value for t in found.tel_list] == ["+47 912 34 567", "22 33 44 55"]
    assert (found.org.value, found.title.value) == (["Østby \\ Co"], "END:VCARD")
    adr = found.adr.value
    assert (adr.street, adr.city, adr.code, adr.country) == ("1 High St\nApt 2", "Oslo", "0150", "Norway")
    assert found.categories.value == ["vip", "a, b"]
    assert found.url.value == "https://ann.example/?a=1,2;3"
    assert [n.value for n in found.note_list] == ["one\nBEGIN:VCARD\ntwo\nthree", "ø" * 200]
    assert found.contents["x-ablabel"][0].value == "Ski hut"


@pytest.mark.parametrize("version", cards.VERSIONS)
def test_whatever_a_cell_holds_each_property_is_one_line(version):
    text = cards.card(FULL, version, books.picture(200))
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert (text.count("\nBEGIN:"), text.count("\nEND:"), text.count("\nBCC:"), text.splitlines()[0]) == (0, 1, 0, "BEGIN:VCARD")
    assert text.splitlines() == lines[:-1]


PARTS = [
    ({"birth_date": "--05-31"}, "4.0", "BDAY:--0531"),
    ({"birth_date": "--05-31"}, "3.0", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-31"),
    ({"birth_date": "1980-05-31"}, "4.0", "BDAY:19800531"),
    ({"birth_date": "1980-05-31"}, "3.0", "BDAY:1980-05-31"),
    ({"timezone": "Europe/Oslo"}, "3.0", "TZ;VALUE=text:Europe/Oslo"),
    ({"language": "nb"}, "4.0", "LANG:nb"),
    ({"language": "Norwegian, mostly"}, "4.0", "X-LANG:Norwegian\\, mostly"),
    ({"emails": "work: a@b.no"}, "4.0", "EMAIL;TYPE=work:a@b.no"),
    ({"emails": "a@b.no; c@b.no"}, "3.0", "EMAIL;TYPE=pref:a@b.no"),
    ({"phones": "home fax: 12345678"}, "4.0", "TEL;TYPE=home;TYPE=fax:12345678"),
    ({"phones": "Ski hut: 12345678"}, "4.0", "item1.X-ABLabel:Ski hut"),
    ({"emails": "a@b.no"}, "4.0", "FN:a@b.no"),
    ({"phones": "12345678"}, "3.0", "FN:12345678"),
    ({"business": "Acme"}, "4.0", "FN:Acme"),
    ({"country": "NO"}, "4.0", "ADR:;;;;;;Norway"),
]


@pytest.mark.parametrize(("cells", "version", "line"), PARTS)
def test_a_field_is_written_as_phones_know_it(cells, version, line):
    assert line in cards.card(BLANK | cells, version).split("\r\n")


def carried(by) -> list[list[str]]:
    """Everybody by their first address: the cells that a card can carry."""
    ids = [i for (i,) in Selection().query(by).tuples()]
    return sorted((cells for _, cells in people.People(cards.FIELDS).rows(ids)), key=lambda cells: cells[2])


def bring_in(folder, path, by) -> dict:
    head = running.start(path, path.name, Options(), by=by, folder=folder / "files")
    work.run(head.id)
    return running.result(Operation.get_by_id(head.id))


@pytest.mark.parametrize("version", cards.VERSIONS)
def test_hostile_text_in_every_field_goes_round(settings, database, version):
    folder, ada = settings.data, new_office()
    table, book = folder / "in.csv", folder / "out.vcf"
    table.write_bytes(hostile.people(HOSTILE))
    assert bring_in(folder, table, ada)["created"] == HOSTILE
    written = cards.Book(folder / "photos", version).write(book, Selection(), ada)
    wanted = carried(ada)
    assert written.rows == HOSTILE
    assert bring_in(folder, book, ada)["updated"] == 0
    ada = new_office()
    told = bring_in(folder, book, ada)
    assert (told["created"], told["refused"]) == (HOSTILE, 0)
    assert carried(ada) == wanted


@pytest.mark.parametrize("version", cards.VERSIONS)
def test_pictures_go_round(settings, office, version):
    folder, ada = settings.data, new_office()
    book = folder / "in.vcf"
    book.write_bytes(books.APPLE)
    bring_in(folder, book, ada)
    cards.Book(folder / "photos", version).write(folder / "out.vcf", Selection(), ada)
    ada = new_office()
    assert bring_in(folder, folder / "out.vcf", ada)["refused"] == 0
    assert photos.path_of(Contact.get(Contact.first_name == "Ann"), folder / "photos")


def test_only_the_columns_that_were_asked_for_are_written(settings, office):
    folder, ada = settings.data, new_office()
    (folder / "in.csv").write_bytes(hostile.people(3))
    bring_in(folder, folder / "in.csv", ada)
    text = b"".join(cards.Book(folder / "photos", columns=("name", "email")).stream(Selection(), ada)).decode()
    assert {line.partition(":")[0].partition(";")[0] for line in text.splitlines() if line[0] != " "} <= {
        *"BEGIN VERSION PRODID FN N EMAIL END".split(), *(f"item{n}.{name}" for n in range(1, 9) for name in ("EMAIL", "X-ABLabel")),
    }  # fmt: skip
    assert "BEGIN:VCARD\r\nVERSION:4.0\r\n" in text
