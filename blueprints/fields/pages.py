"""The page of fields: GET only."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request

from blueprints.fields.blueprint import blueprint
from blueprints.web import load
from blueprints.web.guard import me
from crm import access, kinds
from crm.custom_fields import described, options, ordering, retyping, usage
from crm.fields import Field, custom, numbers, references, typed
from crm.fields.place import here
from crm.fields.types import TYPES
from crm.kinds import CONTACTS, Kind
from crm.models import CustomField


def kind_asked() -> Kind:
    """The kind of record whose fields one looks at, by its word in the address; people when there is none. Raises NoSuchKind."""
    return kinds.named(request.values.get("of", "") or CONTACTS.key)


@dataclass(frozen=True, slots=True)
class Group:
    """A folder with its fields as the page shows them; the one without an id is what stands in none."""

    folder: custom.Folder
    fields: list[Field]


@blueprint.get("/settings/fields")
def index() -> Response:
    """Every field of one kind of record, by folder."""
    return page()


@blueprint.get("/settings/fields/new")
def new() -> Response:
    """The form of a new field, for the type that is chosen."""
    wanted = request.args.get("type", "text")
    return page(new={"type": wanted if wanted in TYPES else "text", "folder": request.args.get("folder", type=int)})


@blueprint.get("/settings/fields/<int:field_id>")
def show(field_id: int) -> Response:
    """One field, to be changed; `type` shows what another type would make of its values."""
    return page(load.custom_field(field_id))


@blueprint.get("/settings/fields/<int:field_id>/removal")
def confirm_removal(field_id: int) -> Response:
    """What deleting a field hides, and where it is used."""
    return page(load.custom_field(field_id), leaving=True)


def page(made: CustomField | None = None, problem: str = "", status: int = 200, **more: Any) -> Response:
    """The page with a field beside it, or a new one, and what went wrong; what was typed comes back from the form."""
    access.require_admin(me())
    kind = kinds.of(made.subject) if made else kind_asked()
    context = {
        "of": kind.key,
        "whose": kind,
        "subjects": {one.key: (one.words.heading, len(one.fields.custom)) for one in kinds.every()},
        "TYPES": TYPES,
        "targets": references.targets(),
        "problem": problem,
        "form": request.form,
        "made": None,
        "new": None,
        "leaving": False,
        "usual_currency": numbers.currency_of(here().region),
        **_listed(kind),
        **(_one(made) if made else {}),
        **more,
    }
    return make_response(render_template("fields/index.html", **context), status)


def _listed(kind: Kind) -> dict[str, Any]:
    subject, fields = kind.number, list(kind.fields.custom.values())
    folders = [*custom.folders(subject), custom.Folder(None, "Other fields")]
    groups = [Group(folder, [known for known in fields if known.own.folder == folder.id]) for folder in folders]
    return {
        "groups": [group for group in groups if group.fields or group.folder.id is not None],
        "folders": custom.folders(subject),
        "built_in": [known for known in kind.fields.standard.values() if known.editable],
        "filled": usage.filled(subject, fields),
        "used": usage.counts(subject, [known.key for known in fields]),
    }


def _one(made: CustomField) -> dict[str, Any]:
    known = described(made)
    wished = request.values.get("type", made.type)
    return {
        "made": made,
        "known": known,
        "default": typed(known, known.own.default),
        "uses": usage.of(known),
        "counts": options.counts(known) if made.type in options.CHOICES else {},
        **_change(made, wished if wished in TYPES else made.type),
    }


def _change(made: CustomField, wished: str) -> dict[str, Any]:
    """What another type would make of the values; a choice needs options, and what people typed so far suggests some."""
    if wished == made.type:
        return {"wished": made.type, "change": None, "labels": ""}
    asks = wished in options.CHOICES and not described(made).own.options
    suggested = "\n".join(retyping.suggested(made)) if asks else ""
    labels = request.values.get("labels", suggested)
    return {"wished": wished, "asks": asks, "labels": labels, "change": retyping.plan_retype(made, wished, labels.splitlines())}


__all__ = ["Group", "kind_asked", "ordering", "page"]
