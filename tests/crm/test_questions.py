"""Columns that are written in one go are those that Peewee would write one by one."""

import pytest
from peewee import ModelSelect, fn

from crm.models import Business, Contact, ContactEmail, CustomValue, Note, Task
from crm.models.base import Select

boss, named = Contact.alias(), Contact.alias("named")
QUESTIONS = {
    "whole rows": Contact.select(),
    "some columns": Contact.select(Contact.id, Contact.city).where(Contact.id > 3).order_by(Contact.city.desc()).limit(5),
    "a key of several columns": CustomValue.select(),
    "rows of two tables": Note.select(Note, Contact.first_name, Business).join(Contact).join(Business),
    "a table beside itself": Contact.select(Contact, boss.city).join(boss, on=(boss.id == Contact.owner)),
    "a table under another name": boss.select(boss.id, boss.city),
    "a table under a name given": Contact.select(Contact, named).join(named, on=(named.id == Contact.owner)),
    "columns and more": Contact.select(Contact.id, fn.COUNT(ContactEmail.id).alias("n")).join(ContactEmail).group_by(Contact.id),
    "columns under other names": Contact.select(Contact.id.alias("it"), Contact.city),
    "a question within": Task.select().where(Task.contact.in_(Contact.select().where(Contact.city == "Oslo"))),
    "columns of a question within": Task.select().where(Task.contact.in_(Contact.select(Contact.id, Contact.city))),
    "one after another": Contact.select(Contact.id) | Contact.select(Contact.owner).where(Contact.city == ""),
    "a table that is a question": Contact.select(Contact.id).from_(Contact.select(Contact.id).alias("few")),
    "asked again for less": Contact.select().select(Contact.city).distinct(),
    "counted": Contact.select(fn.COUNT(Contact.id)),
}


@pytest.mark.parametrize("what", QUESTIONS)
def test_a_question_is_what_it_would_be_column_by_column(database, monkeypatch, what):
    in_one_go = QUESTIONS[what].sql()
    monkeypatch.setattr(Select, "__sql_selection__", ModelSelect.__sql_selection__)
    assert in_one_go == QUESTIONS[what].sql()


def test_every_table_asks_this_way():
    assert {type(model.select()) for model in (Contact, Note, CustomValue)} == {Select}
