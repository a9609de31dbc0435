"""The demo office shows the parts of Kith with something in them."""

import shutil

import pytest

from crm import demo
from crm.models import LIVE, Association, Business, Contact, ContactBusiness, CustomRecord, Member, Note, Notice, Operation, Tag, Task
from crm.models.notice import FOLLOW
from tests.crm.test_notices import hear


@pytest.fixture
def dana(settings, demo_data, request):
    shutil.copytree(demo_data, settings.data, dirs_exist_ok=True)
    request.getfixturevalue("office")
    return Member.get(Member.email == demo.EMAIL)


def test_the_demo_office_has_something_of_everything(dana):
    assert Contact.select().count() == 60
    assert CustomRecord.select().count() == Association.select().where(Association.state == LIVE).count() == 5
    assert {row.role for row in ContactBusiness.select()} == {"Bookkeeper", "Office manager", "Advisor"}
    [business] = Business.select().join(Task, on=(Task.business == Business.id))
    assert Note.select().where(Note.business == business.id).count() == 1
    hear()
    assert {notice.why for notice in Notice.select().where(Notice.member == dana.id)} >= {FOLLOW}
    done, undone = Operation.select().where(Operation.kind == "bulk").order_by(Operation.id)
    assert (done.undone_by, undone.undone_by is None) == (None, False)
    assert {tag.name for tag in Tag.select().where(Tag.state == LIVE)} >= {"winter visit"}
    assert not Tag.select().where((Tag.name == "newsleter") & (Tag.state == LIVE)).exists()


def test_it_goes_into_an_empty_office_only(dana):
    with pytest.raises(demo.NotEmpty):
        demo.fill()


def test_what_it_tells_happened_in_the_order_it_is_told(dana):
    moments = [at for (at,) in Operation.select(Operation.created_at).order_by(Operation.id).tuples()]
    assert moments == sorted(moments)


def test_most_of_its_businesses_can_be_reached_and_have_an_owner(dana):
    known = Business.select().where((Business.phone != "") & (Business.city != "") & Business.owner.is_null(False)).count()
    assert known > Business.select().count() / 2
