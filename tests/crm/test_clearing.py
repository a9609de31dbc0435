"""What nothing points to any more goes from the disk, and nothing else."""

import io
import os
import time
from collections import Counter
from datetime import timedelta

import pytest
from PIL import Image

from crm import clock, contacts, files
from crm.contacts import photos
from crm.files import clearing, storing
from crm.journal import purge, undo
from crm.models import Contact, Operation


@pytest.fixture
def people(ada):
    """Two people."""
    return [contacts.create(contacts.Form({"first_name": name}, f"{name}@example.org"), by=ada, region="US") for name in ("Ann", "Ben")]


def _picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(out, "PNG")
    return io.BytesIO(out.getvalue())


def _age(settings):
    """Let everything on disk be two days old."""
    then = time.time() - 2 * 24 * 3600
    for path in (settings.data / "photos").iterdir():
        os.utime(path, (then, then))
    for path in storing.folder().iterdir() if storing.folder().is_dir() else ():
        os.utime(path, (then, then))


def _on_disk(settings):
    return {path.name for folder in (settings.data / "photos", storing.folder()) if folder.is_dir() for path in folder.iterdir()}


def _give(person, colour, settings, ada):
    photos.set_photo(Contact.get_by_id(person.id), _picture(colour), folder=settings.data / "photos", by=ada)
    return Contact.get_by_id(person.id).photo


def test_photos_and_files_go_with_the_last_that_points_to_them(settings, ada, people):
    ann, ben = people
    shared, own = _give(ann, "red", settings, ada), _give(ben, "blue", settings, ada)
    _give(ben, "red", settings, ada)
    file = files.add(ann, io.BytesIO(b"Some words.\n"), "words.txt", by=ada)
    contacts.archive(ann, by=ada)
    _age(settings)
    everything = _on_disk(settings)
    assert everything == {shared, own, file.sha256}
    assert clearing.clear() == (0, 0)
    with clock.moved(timedelta(days=61)):
        planned = clearing.plan()
        assert planned[0] == 2
        assert planned[1] == file.size + (settings.data / "photos" / own).stat().st_size
        assert _on_disk(settings) == everything
        purge.purge()
        assert clearing.clear() == planned
        assert clearing.plan() == (0, 0)
    assert _on_disk(settings) == {shared}


def test_a_photo_that_undo_can_still_give_back_stays(settings, ada, people):
    first = _give(people[0], "red", settings, ada)
    with clock.moved(timedelta(days=100)):
        _give(people[0], "blue", settings, ada)
        head = Operation.select().order_by(Operation.id.desc()).get()
    _age(settings)
    with clock.moved(timedelta(days=150)):
        clearing.clear()
        undo(head, by=ada)
        assert Contact.get_by_id(people[0].id).photo == first
        assert photos.path_of(Contact.get_by_id(people[0].id), settings.data / "photos") is not None


def test_what_was_cut_short_goes_and_what_just_came_stays(settings, ada, people):
    photo, kept = settings.data / "photos", _give(people[0], "red", settings, ada)
    for name in ("a.part", f"{kept}.going", "nobody.jpg"):
        (photo / name).write_bytes(b"half")
    assert clearing.clear() == (0, 0)
    _age(settings)
    (photo / "fresh.part").write_bytes(b"half")
    assert clearing.clear() == (3, 12)
    assert Counter(_on_disk(settings)) == Counter({kept, "fresh.part"})


def test_bytes_that_come_anew_while_they_are_set_aside_are_kept(settings, ada, people, monkeypatch):
    kept = _give(people[0], "red", settings, ada)
    photos.remove_photo(Contact.get_by_id(people[0].id), by=ada)
    _age(settings)
    with clock.moved(timedelta(days=200)):
        unwanted = clearing._unwanted()
        path = next(unwanted)
        assert path.name == kept
        _give(people[1], "red", settings, ada)
        assert clearing._remove(path) is None
    assert _on_disk(settings) == {kept}
