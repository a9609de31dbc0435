"""The first schema."""

from crm.models.base import create_indexes, follow_transactions, tables
from crm.models.choice import Choice
from crm.models.search import ContactSearch, create_search


def up(migrator, db):
    made = [model for model in tables() if model is not ContactSearch and model.__name__ != "Membership"]
    db.create_tables(made)
    for model in made:
        create_indexes(model)
    create_search()
    follow_transactions()
    for position, (key, label) in enumerate((("lead", "Lead"), ("customer", "Customer"))):
        Choice.create(field="type", key=key, label=label, position=position)
