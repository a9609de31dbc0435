"""Files: taken by what they are, kept by what they hold, called by a name that can do nothing."""

import io
import resource
import zipfile
import zlib

import pytest
from PIL import Image

from crm import access, contacts, files, journal, tags
from crm.files import storing
from crm.files.pictures import BadPicture
from crm.files.storing import EmptyFile, NoSuchType, TooLarge
from crm.journal import feed
from crm.models import File, Operation


def picture(kind="PNG", size=(40, 20), **extra):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **extra)
    return out.getvalue()


def archive_of(inside, *more, size=10):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in (inside, *more):
            made.writestr(name, b"0" * size)
    return out.getvalue()


def opendocument():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return out.getvalue()


def bomb():
    """A PNG of a few bytes that says it is 40,000 pixels wide and high."""

    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = (40_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


MAIL = b"From: a@b.example\r\nSubject: Hello\r\nMessage-ID: <1@b.example>\r\n\r\nHello\r\n"
TAKEN = (
    ("offer.pdf", b"%PDF-1.7\n", "application/pdf", "offer.pdf"),
    ("scan.pdf", picture(), "image/png", "scan.pdf.png"),
    ("photo.JPG", picture("JPEG"), "image/jpeg", "photo.JPG"),
    ("photo.webp", picture("WEBP"), "image/webp", "photo.webp"),
    ("plan.xlsx", archive_of("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "plan.xlsx"),
    (
        "letter.docx",
        archive_of("word/document.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "letter.docx",
    ),
    ("letter.odt", opendocument(), "application/vnd.oasis.opendocument.text", "letter.odt"),
    ("people.csv", b"a,b\n1,2\n", "text/csv", "people.csv"),
    ("words.txt", "Ærlig talt".encode(), "text/plain", "words.txt"),
    ("old.txt", "Ærlig talt".encode("latin-1"), "text/plain", "old.txt"),
    ("mail.eml", MAIL, "message/rfc822", "mail.eml"),
    ("page.html", b"Just words", "text/plain", "page.html.txt"),
)
REFUSED = (
    ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ("logo.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
    ("page.txt", b"  <!doctype html><script>alert(1)</script>"),
    ("run.txt", b"#!/bin/sh\nrm -r x\n"),
    ("run.exe", b"MZ\x90\0\x03\0\0\0"),
    ("disk.txt", b"words\0and more"),
    ("macro.xlsx", archive_of("xl/workbook.xml", "xl/vbaProject.bin")),
    ("things.zip", archive_of("readme.txt")),
    ("broken.docx", archive_of("word/document.xml")[:40]),
)
NAMES = (
    ("../../etc/passwd", "passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("C:\\Users\\x\\offer.pdf", "offer.pdf"),
    ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ("a\u200b\u2066b.txt", "ab.txt"),
    ("two\r\nlines\0.txt", "two lines.txt"),
    ("...", "file"),
    ("", "file"),
    (f"{'x' * 300}.pdf", f"{'x' * 108}….pdf"),
)


@pytest.mark.parametrize(("name", "data", "mime", "called"), TAKEN, ids=[row[0] for row in TAKEN])
def test_a_file_is_what_its_content_is_whatever_it_is_called(office, name, data, mime, called):
    stored = files.store(io.BytesIO(data), name)
    assert (stored.type, stored.name) == (mime, called)
    assert (storing.folder() / stored.sha256).is_file()


@pytest.mark.parametrize(("name", "data"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_a_browser_or_an_office_could_run_is_not_taken(office, name, data):
    with pytest.raises(NoSuchType):
        files.store(io.BytesIO(data), name)
    assert list(storing.folder().glob("*")) == []


@pytest.mark.parametrize(("typed", "called"), NAMES)
def test_a_name_is_one_line_without_a_path_or_hidden_signs(typed, called):
    assert files.file_name(typed) == called


def test_an_office_document_that_unpacks_to_too_much_is_not_taken(office, monkeypatch):
    monkeypatch.setattr("crm.files.types._UNPACKED", 1_000_000)
    with pytest.raises(NoSuchType):
        files.store(io.BytesIO(archive_of("xl/workbook.xml", size=2_000_000)), "bomb.xlsx")


def test_a_picture_that_claims_to_be_huge_is_refused_before_it_is_unpacked(office):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadPicture):
        files.store(io.BytesIO(bomb()), "bomb.png")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_file_of_200_mb_is_refused_without_being_read(office, tmp_path):
    big = tmp_path / "big.pdf"
    with big.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with big.open("rb") as file, pytest.raises(TooLarge) as told:
        files.store(file, "big.pdf")
    assert "50 MB" in str(told.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_an_empty_file_is_refused(office):
    with pytest.raises(EmptyFile):
        files.store(io.BytesIO(b""), "empty.txt")


def test_a_picture_is_made_anew_without_what_its_camera_wrote(office):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SecretCamera", 6
    stored = files.store(io.BytesIO(picture("JPEG", exif=exif.tobytes(), comment=b"SecretPlace")), "p.jpg")
    raw = (storing.folder() / stored.sha256).read_bytes()
    assert b"Secret" not in raw
    with Image.open(io.BytesIO(raw)) as kept:
        assert kept.size == (20, 40)
    with Image.open(storing.small(stored.sha256)) as small:
        assert max(small.size) <= 240


def test_the_same_content_is_kept_once(office):
    one, two = (files.store(io.BytesIO(b"Some words"), name) for name in ("a.txt", "b.txt"))
    assert one.sha256 == two.sha256
    assert len(list(storing.folder().iterdir())) == 1


def test_a_file_stands_beside_a_person_and_goes_and_comes_back(ada, ann):
    made = files.add(ann, io.BytesIO(b"Some words"), "words.txt", by=ada)
    assert [file.name for file in files.of(ann)] == ["words.txt"]
    files.remove(made, by=ada)
    assert files.of(ann) == []
    journal.undo(Operation.select().where(Operation.kind == "file.removed").get(), by=ada)
    assert [file.name for file in files.of(ann)] == ["words.txt"]
    journal.undo(Operation.get_by_id(made.born), by=ada)
    assert files.of(ann) == []


def test_a_file_is_seen_by_who_sees_the_person(ada, bob, eve, ann):
    made = files.add(ann, io.BytesIO(b"Some words"), "words.txt", by=ada)
    assert access.file(made.id, bob) == made
    assert access.file(made.id, eve) is None


def test_a_file_that_belongs_to_nobody_has_its_own_undo(ada, eve):
    with journal.operation("file.added", by=ada) as op:
        made = files.keep(op, files.store(io.BytesIO(b"Some words"), "words.txt"), by=ada)
    assert access.file(made.id, eve) is None
    journal.undo(Operation.get_by_id(made.born), by=ada)
    assert File.get().state == 0


def test_a_member_may_keep_so_much_and_no_more(ada, ann, monkeypatch):
    monkeypatch.setattr(files, "QUOTA", 15)
    files.add(ann, io.BytesIO(b"ten bytes!"), "a.txt", by=ada)
    with pytest.raises(files.QuotaReached):
        files.add(ann, io.BytesIO(b"ten more!!"), "b.txt", by=ada)
    assert File.select().count() == 1


def test_the_timeline_finds_titles_and_names_of_files_whatever_their_case_and_accents(ada, ann):
    tags.put_on(ann, "Zoé", by=ada)
    files.add(ann, io.BytesIO(b"about Ann"), "Résumé.txt", by=ada)
    files.add(
        contacts.create(contacts.Form({"first_name": "Bea"}, "bea@example.org"), by=ada, region="NO"),
        io.BytesIO(b"about Bea"),
        "Résumé.txt",
        by=ada,
    )
    for words, title in (("zoe", "Zoé"), ("ZOÉ", "Zoé"), ("resume", "Résumé"), ("RÉSUMÉ", "Résumé")):
        assert [title in entry.title for entry in feed.of(ann, feed.Narrowed(words=words))] == [True], words
