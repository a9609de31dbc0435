"""The settings of the office, and the index of everything that can be set."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from phonenumbers import SUPPORTED_REGIONS
from werkzeug.wrappers import Response as Redirect

from blueprints.settings.forms import OfficeForm
from blueprints.web import hypermedia
from blueprints.web.guard import me, office, once_key
from blueprints.web.places import found
from blueprints.web.repeats import done, first_time
from crm import access
from crm import office as offices
from crm.countries import names
from crm.errors import CrmError

blueprint = Blueprint("settings", __name__)
_FIELDS = ("name", "phone_region", "timezone", "paper", "undo_days")


@blueprint.get("/settings")
def index() -> str:
    """Everything that can be set, by section, narrowed by a search."""
    sought = request.args.get("q", "").strip()[:100]
    return render_template("settings/index.html", sought=sought, sections=found(sought, me()))


@blueprint.get("/settings/office")
def show_office() -> Response:
    """Name, country, time zone and paper of the office."""
    access.require_admin(me())
    return _page(OfficeForm(data={key: getattr(office(), key) for key in _FIELDS}))


@blueprint.post("/settings/office")
def change_office() -> Response | Redirect:
    """Change them."""
    access.require_admin(me())
    form = OfficeForm(request.form)
    values = {key: str(form[key].data or "") for key in _FIELDS if key in request.form}
    try:
        first_time(lambda: offices.change(values, by=me(), key=once_key()))
    except CrmError as error:
        return _page(form, str(error), error.status)
    return hypermedia.done(url_for("settings.show_office"), operation=done())


def _page(form: OfficeForm, problem: str = "", status: int = 200) -> Response:
    regions = sorted(((code, name) for code, name in names().items() if code in SUPPORTED_REGIONS), key=lambda pair: pair[1])
    context = {"form": form, "problem": problem, "regions": regions, "papers": offices.PAPERS}
    return make_response(render_template("settings/office.html", **context), status)
