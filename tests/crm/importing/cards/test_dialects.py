"""Address books of other programs come in whole: what our fields hold in them, everything else under the note."""

import pytest

from crm import journal, members
from crm.contacts import addresses, photos
from crm.exporting import people
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.models import LIVE, Contact, Operation
from crm.selection import Selection
from tests.crm.importing.cards import books

ZOE = {
    "first_name": "Zoë Ann", "last_name": "Müller, Jr.", "emails": "work: zoe@example.org; z@example.com; Ski hut: ski@example.org",
    "phones": "mobile: +47 912 34 567; home: 22 33 44 55", "business": "Østby AS", "job_title": "Daglig leder", "tags": "Kunder; Messe",
    "street": "Storgata 1", "city": "Tromsø", "region": "Troms", "postal_code": "9008", "country": "NO", "website": "https://zoe.example",
    "birth_date": "1990-12-24",
    "note": "Hei\npå deg, og takk\nName prefix: Dr.\nDepartment: Salg\nPhoto: https://lh3.googleusercontent.com/contacts/abc\nNickname: Zo",
}  # fmt: skip
ANN = {
    "first_name": "Ann", "last_name": "Lee", "emails": "home: ann@example.org; other: shop@example.org",
    "phones": "mobile iphone: (503) 555-0100; work fax: (503) 555-0101", "business": "Lee & Sons", "tags": "Friends",
    "street": "1 High St\nApt 2", "city": "Reading", "region": "Berks", "postal_code": "RG1 1AA", "country": "GB", "website": "http://ann.example",
    "birth_date": "--05-31", "note": "First line\n\nsecond; third",
}  # fmt: skip
ACME = {"business": "Acme Plumbing", "phones": "main: 503 555 0199"}
GROSS = {
    "first_name": "Jürgen K.", "last_name": "Groß", "emails": "j.gross@example.de",
    "phones": "work: +49 221 333333; mobile: +49 171 6666666; work fax: +49 221 222222", "business": "Groß GmbH", "job_title": "Geschäftsführer",
    "street": "Hohe Straße 1\nHinterhaus\n3. OG", "city": "Köln", "region": "NRW", "postal_code": "50667", "country": "DE",
    "website": "http://gross.example", "birth_date": "1961-05-06",
    "note": "Erste Zeile\nZweite; Zeile\n\nVierte über\nName prefix: Prof.\nDepartment: Einkauf",
}  # fmt: skip
TARO = {
    "first_name": "太郎", "last_name": "山田", "emails": "home: taro@example.jp", "phones": "home: 0312345678; mobile: +819012345678",
    "birth_date": "1985-07-09", "note": "plain\\, as typed",
}  # fmt: skip
BOB = {"last_name": "Bob", "phones": "5550123"}
SIMON = {
    "first_name": "Simon", "last_name": "Perreault, ing. jr,M.Sc.", "emails": "work: simon.perreault@viagenie.ca",
    "phones": "work: +1-418-656-9254 ext. 102; work mobile: +1-418-262-6501", "business": "Viagenie", "tags": 'Board; "Chess, blitz"; Dev',
    "street": "2875 Laurier\nSuite D2-630", "city": "Quebec", "region": "QC", "postal_code": "G1V 2M2", "country": "CA",
    "website": "http://nomis80.org", "timezone": "America/Toronto", "language": "fr", "birth_date": "--02-03",
    "note": "one\n---\ntwo\nLanguage: en\nAnniversary: 20090808T1430-0500\nGender: M",
}  # fmt: skip

BOOKS = {
    "google": (books.GOOGLE, [ZOE]),
    "apple": (books.APPLE, [ANN, ACME]),
    "outlook": (books.OUTLOOK, [GROSS]),
    "phone": (books.PHONE, [TARO, BOB]),
    "standard": (books.STANDARD, [SIMON]),
}


def bring_in(folder, data, name="book.vcf", **told):
    ada = members.owner() or members.create_owner("Ada", "ada@example.org", "seven green kettles")
    file = folder / "upload"
    file.write_bytes(data)
    head = running.start(file, name, Options(**told), by=ada, folder=folder / "files")
    work.run(head.id)
    return running.result(Operation.get_by_id(head.id))


def exported():
    """Everybody, as the filled cells of our files."""
    columns = people.columns_of("data")
    ids = [i for (i,) in Selection().query(members.owner()).order_by(Contact.id).tuples()]
    return [{key: cell for key, cell in zip(columns, cells, strict=True) if cell} for _, cells in people.People(columns).rows(ids)]


@pytest.mark.parametrize(("data", "wanted"), BOOKS.values(), ids=BOOKS)
def test_the_book_of_another_program_comes_in_whole(settings, database, data, wanted):
    told = bring_in(settings.data, data)
    assert (told["rows"], told["created"], told["refused"], told["warnings"]) == (len(wanted), len(wanted), 0, [])
    assert exported() == wanted
    again = bring_in(settings.data, data)
    assert (again["updated"], again["refused"]) == (0, 0)


@pytest.mark.parametrize("data", [books.APPLE, books.OUTLOOK, books.STANDARD], ids=["apple", "outlook", "standard"])
def test_pictures_become_ours(settings, office, data):
    bring_in(settings.data, data)
    contact = Contact.select().where(Contact.photo != "").get()
    path = photos.path_of(contact, settings.data / "photos")
    assert path is not None
    assert path.read_bytes().startswith(b"\xff\xd8\xff")
    assert path.read_bytes() != books.picture()


def test_undo_takes_the_people_and_their_pictures_out(settings, office):

    told = bring_in(settings.data, books.APPLE)
    undone = journal.undo(Operation.get_by_id(told["operation"]), by=members.owner())
    work.run(undone.operation.id)
    assert not Contact.select().where(Contact.state == LIVE).exists()


def test_a_person_who_has_no_picture_gains_one(settings, office):
    bring_in(settings.data, b"first_name,email\nAnn,ann@example.org\n", "people.csv")
    assert bring_in(settings.data, books.APPLE)["updated"] == 1
    ann = Contact.get(Contact.first_name == "Ann")
    assert photos.path_of(ann, settings.data / "photos")
    assert [one.address for one in addresses.emails_of(ann)] == ["ann@example.org", "shop@example.org"]


def test_a_picture_that_is_none_is_told_of(settings, office):
    bad = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\nEND:VCARD\r\n"
    assert bring_in(settings.data, bad)["created"] == 1
    assert exported() == [{"first_name": "Ann", "last_name": "Lee", "note": "Photo: not a picture we can read"}]
