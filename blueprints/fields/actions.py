"""Acts on fields."""

from collections import defaultdict
from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.fields.blueprint import blueprint
from blueprints.fields.pages import kind_asked, page
from blueprints.web import hypermedia, load
from blueprints.web.guard import me, once_key
from blueprints.web.numbers import maybe
from blueprints.web.repeats import done, first_time
from crm import access, custom_fields, kinds
from crm.custom_fields import Wanted, ordering, retyping
from crm.errors import CrmError
from crm.fields.types import TYPES
from crm.models import CustomField


@blueprint.post("/settings/fields")
def create() -> Response | Redirect:
    """Make a field."""
    access.require_admin(me())
    form = request.form
    wanted = Wanted(
        form.get("label", ""),
        form.get("type", "text"),
        kind_asked().number,
        _folder(),
        bool(form.get("required")),
        bool(form.get("unique")),
        "; ".join(filter(None, form.getlist("default"))),
        form.get("help", ""),
        form.get("currency", ""),
        form.get("to", 1, type=int),
        form.get("options", "").splitlines(),
    )
    blank = {"type": wanted.type if wanted.type in TYPES else "text", "folder": wanted.folder}
    return act(lambda: custom_fields.define(wanted, by=me(), key=once_key()), None, new=blank)


@blueprint.post("/settings/fields/<int:field_id>")
def change(field_id: int) -> Response | Redirect:
    """Describe a field anew."""
    made, form = load.custom_field(field_id), request.form
    values = {key: form[key] for key in ("label", "help", "currency") if key in form}
    values |= {"folder": _folder(), "required": bool(form.get("required")), "unique": bool(form.get("unique"))}
    values |= {"default": "; ".join(filter(None, form.getlist("default")))}
    return act(lambda: custom_fields.change(made, values, by=me(), key=once_key()), made)


@blueprint.post("/settings/fields/<int:field_id>/type")
def retype(field_id: int) -> Response | Redirect:
    """Give a field another type; values go only when that is ticked."""
    made = load.custom_field(field_id)
    wish = retyping.Wish(request.form.get("type", made.type), request.form.get("labels", "").splitlines(), bool(request.form.get("lose")))
    return act(lambda: retyping.retype(made, wish, by=me(), key=once_key()), made)


@blueprint.post("/settings/fields/<int:field_id>/removal")
def remove(field_id: int) -> Response | Redirect:
    """Take a field away; its values are hidden, and come back with an undo."""
    made = load.custom_field(field_id)
    there = url_for("fields.index", of=name_of(made.subject))
    return act(lambda: custom_fields.remove(made, by=me(), key=once_key()), made, there)


@blueprint.post("/settings/fields/<int:field_id>/place")
def move(field_id: int) -> Response | Redirect:
    """Move a field up or down in its folder."""
    made = load.custom_field(field_id)
    step = -1 if request.form.get("to") == "up" else 1
    return act(lambda: ordering.move(made, step, by=me(), key=once_key()), made, url_for("fields.index", of=name_of(made.subject)))


@blueprint.post("/settings/fields/order")
def arrange() -> Response | Redirect:
    """Keep the order that fields were dragged into: `field` is a field's id, or f and the id of the folder that begins."""
    access.require_admin(me())
    kind, folder = kind_asked(), None
    order: dict[int | None, list[int]] = defaultdict(list)
    for place in request.form.getlist("field"):
        if place.startswith("f"):
            folder = maybe(place[1:])
        elif (number := maybe(place)) is not None:
            order[folder].append(number)
    return act(lambda: ordering.arrange(kind.number, order, by=me(), key=once_key()), None, url_for("fields.index", of=kind.key))


def act(verb: Callable[[], object], made: CustomField | None, there: str = "", **again: object) -> Response | Redirect:
    """Do a verb, then show the field, or `there`; what is refused comes back with what was typed."""
    access.require_admin(me())
    try:
        first_time(verb)
    except CrmError as error:
        return page(made, str(error), error.status, **again)
    shown = made or CustomField.get_or_none(CustomField.born == done())
    return hypermedia.done(there or (url_for("fields.show", field_id=shown.id) if shown else url_for("fields.index")), operation=done())


def name_of(subject: int) -> str:
    """The word for a kind of record in addresses."""
    return kinds.of(subject).key


def _folder() -> int | None:
    """The folder that was chosen, if it is one."""
    chosen = request.form.get("folder", type=int)
    return load.custom_folder(chosen).id if chosen else None
