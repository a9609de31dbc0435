"""A small crowd, beside the cast."""

import pytest

from crm import contacts, tags
from crm.models import Contact


@pytest.fixture
def crowd(ada):
    """Twelve people; every third is tagged gold, every fourth lives in Oslo."""
    made = []
    for n in range(12):
        form = contacts.Form({"first_name": f"P{n:02}", "city": "Oslo" if n % 4 == 0 else "Bern"}, f"p{n}@example.org")
        made.append(contacts.create(form, by=ada, region="US"))
        if n % 3 == 0:
            tags.put_on(made[-1], "gold", by=ada)
    return [Contact.get_by_id(one.id) for one in made]
