"""A list on paper: whom the address asks for, in which order and with which columns."""

from flask import request

from blueprints.prints.parts import Part
from blueprints.web import choice, filtered
from blueprints.web.guard import me
from blueprints.web.view import locale, moment, number, zone
from crm import clock
from crm.contacts import listing
from crm.contacts.sorting import Sort
from crm.exporting.sheets import Asked
from crm.fields.place import Place
from crm.members import profile
from crm.printing.lines import Lines
from crm.printing.tables import Heading


def asked(found: choice.Choice, title: str) -> Asked:
    """How the list is to look: `sort` and `show` of the address, else of the saved list, else the member’s columns by name."""
    kind, saved = found.kind, filtered.asked(found.kind).saved
    shown = request.values.get("show", "") or (saved.shown if saved else "") or profile.columns_of(me(), kind)
    sort = request.values.get("sort", "") or (saved.sort if saved else "") or "name"
    return Asked(title, kind.columns_of(shown), Sort.parse(sort, kind), Place(zone=zone().key, locale=locale()))


def lines(found: choice.Choice, how: Asked, part: Part) -> list[tuple[str, ...]]:
    """The records of a part in the order of the whole: name and cells."""
    ids = listing.page_ids(found.chosen, how.sort, part.first, part.size, me())
    return [(line.name, *line.cells) for line in Lines(found.kind, how.columns, me(), how.place).of(ids)]


def heading(found: choice.Choice, how: Asked, part: Part) -> Heading:
    """What the paper begins with: the list in words, how many, who printed it, and when."""
    words, fields = found.kind.words, found.kind.fields
    of = f", part {number(part.number)} of {number(part.count)}" if part.count > 1 else ""
    many = f"{number(found.total)} {words.one if found.total == 1 else words.many}"
    said = f"{found.sentence}. {many}{of} · {me().name} · {moment(clock.now())}"
    return Heading(how.title, said, (fields["name"].label, *(fields[key].label for key in how.columns)))
