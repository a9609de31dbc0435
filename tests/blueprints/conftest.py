"""A browser for every member of the cast: ada (owner), bob (member), eve (sees only what is hers), vic (viewer)."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from peewee import Database

from app import create_app, open_office
from crm import contacts, db, members
from crm.journal import items
from crm.members import sign_in
from crm.members.sign_in import Visitor
from crm.models import Contact, Member
from crm.settings import Settings

PASSWORD = "seven green kettles"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": "http://localhost/contacts/1"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app, built once: it opens the office of one test after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "on_queued", [])
        return create_app(Settings.from_env({"KITH_DATA": str(tmp_path_factory.mktemp("built"))}))


@pytest.fixture
def app(built: Flask, settings: Settings, database: Database) -> Iterator[Flask]:
    """The app over the test's own office."""
    database.close()
    open_office(built, settings)
    db.keep_connection()
    yield built
    db.settle_connection()
    db.db.close()


@pytest.fixture
def ada(app: Flask) -> Member:
    return members.create_owner("Ada", "ada@example.org", PASSWORD)


@pytest.fixture
def bob(ada: Member) -> Member:
    return members.create("Bob", "bob@example.org", PASSWORD, by=ada)


@pytest.fixture
def eve(ada: Member) -> Member:
    return members.create("Eve", "eve@example.org", PASSWORD, only_assigned=True, by=ada)


@pytest.fixture
def vic(ada: Member) -> Member:
    return members.create("Vic", "vic@example.org", PASSWORD, role="viewer", by=ada)


@pytest.fixture
def browse(app: Flask) -> Callable[[Member], FlaskClient]:
    """A browser in which this member is signed in."""

    def signed_in(member: Member) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        client.set_cookie("kith", sign_in.begin(member, Visitor("127.0.0.1")).token)
        return client

    return signed_in


@pytest.fixture
def me(browse: Callable[[Member], FlaskClient], ada: Member) -> FlaskClient:
    """Ada's browser."""
    return browse(ada)


@pytest.fixture
def ann(ada: Member) -> Contact:
    """A person Ada made."""
    form = contacts.Form({"first_name": "Ann", "last_name": "Lee", "city": "Oslo"}, "ann@example.org", "+47 22 33 44 55")
    return contacts.create(form, by=ada, region="NO")
