"""Every kind of record but people × every type of field, on the page, in the list and on paper."""

import re
from html import unescape

import pytest

from crm import custom_objects, journal, kinds
from crm.fields import show
from crm.fields.types import TYPES
from crm.kinds import BUSINESSES
from crm.models import Operation
from crm.models.custom_object import FIRST_OWN
from crm.records import as_typed, keeping, values_of
from tests.crm.custom_fields.trade import SAMPLES, make

ENGINES = ("sqlite",)
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(params=["businesses", "an object"])
def kind(request, ada):
    if request.param == "businesses":
        return BUSINESSES
    return kinds.of(FIRST_OWN + custom_objects.create("boat", "boats", by=ada).id)


def words_of(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def squeezed(text):
    return re.sub(r"\s+|,", "", text)


def test_it_is_edited_on_the_page_and_in_the_list_stands_on_paper_and_is_undone(me, ada, kind):
    fields = [make(key, ada, kind) for key in TYPES]
    record = keeping.verbs_of(kind).create({"name": "Fjord"}, by=ada)
    there = f"/businesses/{record.id}" if kind == BUSINESSES else f"/objects/boats/{record.id}"
    for field in fields:
        at, sample = f"/records/{kind.key}/{record.id}/fields/{field.key}", SAMPLES[field.type]
        if field.type == "file":
            continue
        for place in ("list", "page"):
            typed, words = sample.values[0]
            refused = me.post(f"{at}?place={place}", data={"value": sample.refused[0], "shown": ""}, headers=PARTIAL)
            assert refused.status_code == 422, field.type
            answer = me.post(f"{at}?place={place}", data={"value": typed, "shown": ""}, headers=PARTIAL)
            assert answer.status_code == 200, (field.type, place)
            assert squeezed(words) in squeezed(words_of(answer.text)), (field.type, place)
            assert show(field, values_of(record)[field.key]) == words
            listed = me.get(f"{there.rsplit('/', 1)[0]}?columns={field.key}").text
            for page in (listed, me.get(there).text):
                assert squeezed(words) in squeezed(words_of(page)), (field.type, place)
            assert 'class="c-printed"' in listed
            journal.undo(Operation.select().order_by(Operation.id.desc()).get(), by=ada)
            assert as_typed(record, field.key) == "", field.type
