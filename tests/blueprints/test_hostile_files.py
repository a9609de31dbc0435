"""Whatever file is uploaded, the answer is a page that says what came of it, at once; never a fault of ours."""

import io
import json
import time
from pathlib import Path

import pytest

from tests.crm.importing.cards import books
from tests.crm.importing.workbooks.test_hostile import HOSTILE

CORPUS = Path(__file__).parents[1] / "crm/importing/corpus"
SMALL = 400_000
CASES = json.loads((CORPUS / "manifest.json").read_text())["files"]
FILES = {case["file"]: ((CORPUS / case["file"]).read_bytes(), case["upload_name"]) for case in CASES}
FILES |= {name: (data, "people.xlsx") for name, (data, _) in HOSTILE.items() if len(data) < SMALL}
FILES |= {"cards": (books.APPLE + books.OUTLOOK, "people.vcf"), "half a card": (books.APPLE[:200], "people.vcf")}

CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\n%s\r\nEND:VCARD\r\n"
FILES |= {"a card of parameters": (CARD % (b"EMAIL" + b";TYPE=x" * 10_000 + b":a@example.org"), "people.vcf")}


@pytest.mark.parametrize(("data", "name"), FILES.values(), ids=FILES)
def test_an_uploaded_file_is_taken_or_refused_at_once(me, data, name):
    began = time.process_time()
    answer = me.post("/imports", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code in (200, 303, 422)
    assert time.process_time() - began < 2
