"""The card of a record's links: what it shows, where its forms go, and what was typed into them."""

from dataclasses import dataclass, field

from flask import request, url_for

from blueprints.web.guard import me
from blueprints.web.view import record_url
from crm import associations, kinds
from crm.associations import card, records
from crm.associations.errors import NotLinkable
from crm.associations.records import Record, Subject


@dataclass(frozen=True, slots=True)
class Linking:
    """A record's card of links, and the form as it was sent: the way, the name, and the records that were found by it."""

    subject: Subject
    card: card.Card
    way: str = ""
    typed: str = ""
    candidates: list[Record] = field(default_factory=list)

    @property
    def dom(self) -> str:
        """The id of the card on the page."""
        return f"{kinds.of(self.subject[0]).key}-{self.subject[1]}-links"

    @property
    def link_url(self) -> str:
        """Where the form of a new link goes."""
        return address("link", self.subject)

    def unlink_url(self, association_id: int) -> str:
        """Where the form goes that takes a link away."""
        return address("unlink", self.subject, association_id=association_id)


def of(kind: int, record: int) -> Linking:
    """The card of a record, its form empty."""
    return Linking((kind, record), card.of((kind, record), me()))


def again(subject: Subject) -> Linking:
    """The card with its form as it was sent and refused."""
    way, typed = request.form.get("way", ""), request.form.get("to", "")[:200]
    return Linking(subject, card.of(subject, me()), way, typed, _candidates(subject, way, typed))


def address(act: str, subject: Subject, **more: int) -> str:
    """The address of an act on the links of a record."""
    pages = kinds.of(subject[0]).pages
    return url_for(f"associations.{act}_{pages.record.partition('.')[0]}", **{pages.id: subject[1]}, **pages.args, **more)


def url_of(subject: Subject) -> str:
    """The page of a record."""
    return record_url(kinds.of(subject[0]), subject[1])


def _candidates(subject: Subject, way: str, typed: str) -> list[Record]:
    try:
        found = records.found(kinds.of(associations.way(subject[0], way).to), typed, me())
    except NotLinkable:
        return []
    return found if len(found) > 1 else []
