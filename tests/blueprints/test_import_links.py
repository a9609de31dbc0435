"""Columns of links in the wizard: matched by their heading, offered among the fields, and shown in the review."""

import io

from crm.associations import labels
from crm.associations.labels import Wanted
from crm.businesses import keeping as businesses
from crm.journal import work
from crm.kinds import BUSINESSES
from crm.models import Association, Operation


def test_a_column_of_links_goes_through_the_wizard(me, ada):
    labels.create(Wanted("Vet", "Client", 1, BUSINESSES.number), by=ada)
    businesses.create({"name": "Hill Clinic"}, by=ada)
    data = b"first_name,email,Link: Vet,Where\nBo,bo@example.org,Hill Clinic,\nCy,cy@example.org,Nobody,\n"
    me.post("/imports", data={"file": (io.BytesIO(data), "people.csv")})
    head = Operation.select().order_by(Operation.id.desc()).get()
    page = me.get(f"/imports/{head.id}/map").text
    assert '<optgroup label="Links">' in page
    assert ">Link: Vet</option>" in page
    me.post(f"/imports/{head.id}/choose", data={"match1": "email"})
    work.run(head.id)
    page = me.get(f"/imports/{head.id}/review").text
    assert "Hill Clinic" in page
    assert "A link names nobody" in page
    me.post(f"/imports/{head.id}/run", data={"plan": Operation.get_by_id(head.id).params["plan"]})
    work.run(head.id)
    assert Association.select().count() == 1
    page = me.get(f"/imports/{head.id}").text
    assert "A link names nobody" in page
