"""The blueprint that pages and actions hang on."""

from flask import Blueprint

from crm import kinds
from crm.kinds import CONTACTS, Kind, NoSuchKind

blueprint = Blueprint("records", __name__)


def kind_of(key: str) -> Kind:
    """The kind of record that an address names; people have pages of their own. Raises NoSuchKind."""
    kind = kinds.named(key)
    if kind == CONTACTS:
        raise NoSuchKind()
    return kind
