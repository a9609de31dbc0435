"""What goes out as a workbook comes in again without a change, whatever text it holds."""

import os

from crm.exporting import files, people
from crm.importing import running
from crm.importing.options import Options
from crm.journal import work
from crm.models import Operation
from crm.selection import Selection
from tests.crm.exporting import hostile
from tests.crm.exporting.test_round_trip import bring_in, new_office, take_out

HOSTILE = int(os.environ.get("KITH_HOSTILE", "100"))
ENGINES = ("sqlite",)


def test_hostile_people_go_round_by_a_workbook(settings, database):
    ada = new_office()
    bring_in(settings.data, hostile.people(HOSTILE), ada)
    out, book = take_out(settings.data, ada), settings.data / "out.xlsx"
    files.write(book, Selection(), people.columns_of("data"), ada)
    ada = new_office()
    head = running.start(book, book.name, Options(), by=ada, folder=settings.data / "files")
    work.run(head.id)
    told = running.result(Operation.get_by_id(head.id))
    assert (told["created"], told["refused"], told["file_error"]) == (HOSTILE, 0, None)
    assert take_out(settings.data, ada) == out
