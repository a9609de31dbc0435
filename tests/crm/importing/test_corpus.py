"""Hostile files with the expected outcome of each, imported for real on both databases."""

import json
from pathlib import Path

import pytest

from crm import members
from crm.contacts import addresses
from crm.importing import running
from crm.importing.errors import FileError
from crm.importing.options import Options
from crm.journal import work
from crm.models import Contact, Note, Operation, OperationItem
from crm.models.operation import REFUSED

CORPUS = Path(__file__).parent / "corpus"
CASES = json.loads((CORPUS / "manifest.json").read_text())["files"]


def bring_in(case, options, settings):
    """The result of importing one file, or the error that refuses it."""
    ada = members.create_owner("Ada", "ada@example.org", "seven green kettles")
    try:
        head = running.start(CORPUS / case["file"], case["upload_name"], Options(**options), by=ada, folder=settings.data / "files")
    except FileError as error:
        return error.as_json()
    work.run(head.id)
    told = running.result(Operation.get_by_id(head.id))
    return told["file_error"] or told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_file_gives_what_its_manifest_says(settings, database, case):
    told, wanted = bring_in(case, case["options"], settings), case["expect"]
    if wanted["outcome"] == "file_error":
        assert (told["code"], told["recoverable"]) == (wanted["code"], wanted["recoverable"])
        assert told["message"]
        assert not Contact.select().exists()
        return
    taken = told["created"] + told["updated"] + told["unchanged"] + told["merged_in_file"]
    assert (taken, told["refused"], told["warnings"]) == (wanted["accepted"], wanted["rejected"], wanted["warnings"])
    assert told["rows"] == taken + told["refused"]
    refused = OperationItem.select(OperationItem.seq, OperationItem.reason).where(OperationItem.status == REFUSED)
    assert {str(seq): reason for seq, reason in refused.tuples()} == wanted["reasons"]
    assert Contact.select().count() == wanted["contacts_after"]
    for row, key, value in wanted["cells"]:
        assert cell(OperationItem.get(OperationItem.seq == row).subject_id, key) == value


CHOICES = [case for case in CASES if "after_choice" in case["expect"]]


@pytest.mark.parametrize("case", CHOICES, ids=lambda case: case["file"])
def test_a_choice_lets_a_refused_file_in(settings, database, case):
    after = case["expect"]["after_choice"]
    told = bring_in(case, {**case["options"], **after["options"]}, settings)
    assert (told["created"] + told["merged_in_file"], told["refused"]) == (after["accepted"], after["rejected"])


def cell(contact_id: int, key: str) -> object:
    """A field of a contact as the manifest writes it."""
    contact = Contact.get_by_id(contact_id)
    if key == "email":
        return addresses.emails_of(contact)[0].address
    if key == "phone":
        return addresses.phones_of(contact)[0].typed
    if key == "note":
        return Note.get(Note.contact == contact).text
    if key == "dnc":
        return bool(contact.dnc)
    return contact.business.name if key == "business" else getattr(contact, key)
