"""Businesses: the list, each with its people and what happened to them, renaming and deleting."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from blueprints.web import hypermedia, paging
from blueprints.web.guard import me, once_key
from blueprints.web.repeats import done, first_time
from crm import access, activity
from crm.access import NotAllowed
from crm.businesses import keeping
from crm.contacts import listing
from crm.errors import CrmError, NotFound
from crm.models import Business

blueprint = Blueprint("businesses", __name__)
_COLUMNS = ("phone", "email", "job_title")


@blueprint.get("/businesses")
def index() -> str:
    """The businesses by name or by people, narrowed by a part of the name."""
    sought, page = request.args.get("q", "").strip()[:100], paging.asked()
    sort = request.args.get("sort", "name")
    sort = sort if sort.removeprefix("-") in keeping.SORTS else "name"
    total = keeping.found(me(), sought).count()
    context = {"rows": keeping.page(me(), sought, sort, page.offset, page.size), "total": total, "page": page, "last": page.last(total)}
    return render_template("businesses/index.html", sought=sought, sort=sort, sizes=paging.SIZES, **context)


@blueprint.get("/businesses/<int:business_id>")
def show(business_id: int) -> Response:
    """One business: its people, and what happened to all of them."""
    return _page(_load(business_id))


@blueprint.post("/businesses/<int:business_id>")
def update(business_id: int) -> Response | Redirect:
    """Rename a business."""
    business, form = _load(business_id), request.form
    try:
        first_time(lambda: keeping.rename(business, form.get("name", ""), by=me(), shown=form.get("shown"), key=once_key()))
    except NotAllowed:
        raise
    except CrmError as error:
        return _page(business, error)
    return hypermedia.done(url_for("businesses.show", business_id=business.id), operation=done())


@blueprint.get("/businesses/<int:business_id>/removal")
def confirm_removal(business_id: int) -> str:
    """How many people a business has, before it is deleted."""
    business = _load(business_id)
    keeping.require_all(me())
    return render_template("businesses/confirm_removal.html", business=business, people=keeping.count(business))


@blueprint.post("/businesses/<int:business_id>/removal")
def remove(business_id: int) -> Response | Redirect:
    """Delete a business; its people stay."""
    business = _load(business_id, gone=True)
    first_time(lambda: keeping.remove(business, by=me(), key=once_key()))
    return hypermedia.done(url_for("businesses.index"), operation=done())


def _load(business_id: int, gone: bool = False) -> Business:
    found = keeping.load(business_id, me(), gone)
    if found is None:
        raise NotFound()
    return found


def _page(business: Business, error: CrmError | None = None) -> Response:
    context: dict[str, Any] = {
        "business": business,
        "rows": listing.rows(keeping.people(business, me()), _COLUMNS),
        "done": activity.of(me(), activity.Narrowed(business=business.id)),
        "problem": str(error) if error else "",
        "name": request.form.get("name", business.name),
        "keeps": access.may_edit(me()) and not me().only_assigned,
    }
    return make_response(render_template("businesses/show.html", **context), error.status if error else 200)
