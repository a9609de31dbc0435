"""Cards are read one by one: whatever one holds, the others come in; a broken one is a row with its reason."""

import random
from contextlib import suppress

import pytest

from crm.importing.cards import stream
from crm.importing.errors import FileError
from tests.crm.importing.cards import books
from tests.crm.importing.reading.files import opened, refused

END = "\r\nEND:VCARD\r\n"


def read(folder, text, **told):
    """The filled cells of each row, by heading."""
    source = opened(folder, text if isinstance(text, bytes) else text.encode(), "book.vcf", **told)
    return [{h: c for h, c in zip(source.header, record.cells, strict=True) if c} for record in source.records()]


def card(*lines, version="3.0"):
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines)) + END


ONE = {
    "a name of parts": (card("N:Lee;Ann;Q;;Jr."), {"first_name": "Ann", "middle_name": "Q", "last_name": "Lee", "suffix": "Jr."}),
    "a whole name": (card("FN:Ann Lee"), {"first_name": "Ann", "last_name": "Lee"}),
    "a whole name beside empty parts": (card("N:;;;;", "FN:Ann Lee"), {"first_name": "Ann", "last_name": "Lee"}),
    "a name that is the business": (card("FN:Acme", "ORG:Acme"), {"business": "Acme"}),
    "a name that is the address": (card("FN:a@example.org", "EMAIL:a@example.org"), {"emails": "a@example.org"}),
    "escapes": (card(r"FN:Ann\, Bo\;b\\c"), {"first_name": "Bo;b\\c", "last_name": "Ann"}),
    "escapes of old cards": (card(r"NOTE:a\nb\;c\\d", "FN:A B", version="2.1"), {"first_name": "A", "last_name": "B", "note": r"a\nb;c\\d"}),
    "a line broken anywhere": (card("FN:Ann\r\n  Le\r\n\te"), {"first_name": "Ann", "last_name": "Lee"}),
    "an old line broken at a blank": (card("FN:Ann\r\n Lee", version="2.1"), {"first_name": "Ann", "last_name": "Lee"}),
    "a letter broken in two": (card("FN:Ann Müller").encode().replace(b"\xc3\xbc", b"\xc3\r\n \xbc"), {"first_name": "Ann", "last_name": "Müller"}),
    "lower case": (card("fn:Ann Lee").lower().replace("ann lee", "Ann Lee"), {"first_name": "Ann", "last_name": "Lee"}),
    "line feeds alone": (card("FN:Ann Lee").replace("\r\n", "\n"), {"first_name": "Ann", "last_name": "Lee"}),
    "carriage returns alone": (card("FN:Ann Lee").replace("\r\n", "\r"), {"first_name": "Ann", "last_name": "Lee"}),
    "a mark before": ("\ufeff" + card("FN:Ann Lee"), {"first_name": "Ann", "last_name": "Lee"}),
    "utf-16": (card("FN:Ann Müller").encode("utf-16"), {"first_name": "Ann", "last_name": "Müller"}),
    "utf-16 without a mark": (card("FN:Ann Müller").encode("utf-16-be"), {"first_name": "Ann", "last_name": "Müller"}),
    "western letters that nobody declared": (card("FN:Ann Müller").encode("cp1252"), {"first_name": "Ann", "last_name": "Müller"}),
    "a group nobody belongs to": (card("FN:Ann Lee") + card("KIND:group", "FN:Board"), {"first_name": "Ann", "last_name": "Lee"}),
    "an agent inside": (card("FN:Ann Lee", "AGENT:", "BEGIN:VCARD", "FN:Bob", "END:VCARD", "TITLE:Boss", version="2.1"), {"first_name": "Ann", "last_name": "Lee", "job_title": "Boss", "note": "Agent: Bob"}),
    "what is told of an agent": (card("FN:Ann Lee", "AGENT:", "BEGIN:VCARD", "N:Ray;Bo", "TEL;WORK:555 0100", "PHOTO;ENCODING=BASE64:", " AAAA", "NOTE;ENCODING=QUOTED-PRINTABLE:calls=", "=20back", "END:VCARD", version="2.1"), {"first_name": "Ann", "last_name": "Lee", "note": "Agent: Ray, Bo\nAgent (work): 555 0100\nAgent: calls back"}),
    "an agent in one line": (card("FN:Ann Lee", r"AGENT:BEGIN:VCARD\nFN:Bo\nEND:VCARD\n"), {"first_name": "Ann", "last_name": "Lee", "note": "Agent: BEGIN:VCARD FN:Bo END:VCARD"}),
    "parameters in quotes": (card('TEL;TYPE="home,fax";X-A="a;b:c":12345678'), {"phones": "home fax: 12345678"}),
    "a preferred number": (card("TEL;TYPE=home:11111111", "TEL;TYPE=work,pref:22222222"), {"phones": "work: 22222222; home: 11111111"}),
    "preferences by number": (card("EMAIL;PREF=2:a@example.org", "EMAIL;PREF=1:b@example.org", version="4.0"), {"emails": "b@example.org; a@example.org"}),
    "a number marked as text": (card("FN:A B", "TEL:=1+1"), {"first_name": "A", "last_name": "B", "phones": "'=1+1"}),
    "a country nobody knows": (card("ADR:;;1 St;Town;;;Ruritania"), {"street": "1 St", "city": "Town", "note": "Country: Ruritania"}),
    "two addresses": (card("ADR;TYPE=home:;;1 St;A;;;", "ADR;TYPE=work:PO 1;;2 St;B;;9;Norway"), {"street": "1 St", "city": "A", "note": "Address (work): PO 1, 2 St, B, 9, Norway"}),
    "an offset for a zone": (card("TZ:-05:00"), {"note": "Time zone: -05:00"}),
    "a birthday with a time": (card("BDAY:1980-05-31T00:00:00Z"), {"birth_date": "1980-05-31"}),
    "a birthday without a year": (card("BDAY:--0531", version="4.0"), {"birth_date": "'--05-31"}),
    "a birthday in words": (card("BDAY;VALUE=text:around Easter", version="4.0"), {"note": "Birthday: around Easter"}),
    "tags of several lines": (card("CATEGORIES:a,b\\,c", "CATEGORIES:d"), {"tags": 'a; "b,c"; d'}),
    "a company": (card("FN:Acme", "KIND:org", version="4.0"), {"business": "Acme"}),
    "another encoding": (card("NOTE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:=FCber", version="2.1"), {"note": "über"}),
    "an encoding nobody knows": (card("NOTE;CHARSET=KLINGON:plain", version="2.1"), {"note": "plain"}),
    "a picture elsewhere": (card("PHOTO;VALUE=uri:https://example.org/a.jpg"), {"note": "Photo: https://example.org/a.jpg"}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "row"), ONE.values(), ids=ONE)
def test_a_card_gives_a_row(tmp_path, text, row):
    assert read(tmp_path, text) == [row]


BROKEN = {
    "no end": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEMAIL:ann@exam",
    "no end before the next": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\n",
    "no beginning": "BEGIM:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEND:VCARD\r\n",
    "a line that is no property": "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nwhat is this\r\nEND:VCARD\r\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_card_is_a_row_and_its_neighbours_come_in(tmp_path, text):
    rows = read(tmp_path, card("FN:Bob Ray") + text + ("" if text.endswith("exam") else card("FN:Cid Poe")))
    assert [row.get("first_name") for row in rows] == ["Bob", "#UNREADABLE!", "Cid"][: len(rows)]
    assert rows[1]["last_name"] == "Lee"


def test_letters_that_mean_nothing_refuse_the_row(tmp_path):
    source = opened(tmp_path, card("FN:Ann Lee").encode() + card("FN:山田 太郎").encode("shift_jis"), "book.vcf")
    assert [r.problem for r in source.records()] == ["", "encoding"]
    told = read(tmp_path, card("FN:Ann Lee").encode() + card("FN:山田 太郎").encode("shift_jis"), encoding="shift_jis")
    assert told[1]["last_name"] == "山田 太郎"


def test_a_book_of_groups_alone_has_no_rows(tmp_path):
    assert refused(tmp_path, card("KIND:group", "FN:Board")).code in ("no_rows", "empty")


@pytest.mark.parametrize("name", ["book.vcf", "book.VCARD", "book"])
def test_content_tells_a_book_and_a_name_that_fits_is_no_warning(tmp_path, name):
    assert opened(tmp_path, card("FN:Ann Lee"), name).warnings == []
    assert opened(tmp_path, card("FN:Ann Lee"), "book.csv").warnings == ["extension_mismatch"]


def test_a_card_that_is_endless_is_refused_and_the_next_is_read(tmp_path):
    rows = read(tmp_path, card("FN:Ann Lee", *["X-JUNK:" + "x" * 1_000_000] * 33) + card("FN:Bob Ray"))
    assert [row["first_name"] for row in rows] == ["#UNREADABLE!", "Bob"]


WHOLE = books.APPLE + books.OUTLOOK + books.PHONE + books.STANDARD


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happened_to_the_bytes_no_card_is_lost(tmp_path, seed):
    chance = random.Random(seed)
    for _ in range(20):
        with suppress(FileError):
            rows = read(tmp_path, _damaged(chance))
            assert rows


def _damaged(chance):
    if chance.random() < 0.3:
        return WHOLE[: chance.randrange(20, len(WHOLE))]
    found = bytearray(WHOLE)
    for _ in range(chance.choice((1, 5, 50))):
        found[chance.randrange(20, len(found))] = chance.randrange(256)
    return bytes(found)


def test_a_card_of_more_lines_than_one_may_have_is_kept_in_little_memory_and_counts_as_broken(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "_MOST_LINES", 100)
    path = tmp_path / "book.vcf"
    path.write_text(card("FN:Ann Lee", "NOTE:a", *(" b",) * 200) + card("FN:Bo Ray"))
    assert [(card.whole, sum(map(len, card.lines)) < 200) for card in stream.cards(path)] == [(False, True), (True, True)]
