"""The day: what is late, what is due, what comes, whom nobody thinks of, whose birthday it is; on the screen and on paper."""

from typing import Any

from flask import Response, render_template, request

from blueprints.tasks.blueprint import blueprint
from blueprints.web import hypermedia
from blueprints.web.guard import me, office
from blueprints.web.view import zone
from crm.tasks import day as days
from crm.tasks.lists import Day

_SHEET = 200
"""So many tasks of each kind a day sheet holds; it says how many more there are."""


@blueprint.get("/today")
def today() -> Response:
    """The member’s day, or the office’s."""
    return hypermedia.page("tasks/today.html", "tasks/_today.html", **_day())


@blueprint.get("/today/sheet")
def sheet() -> str:
    """The day on paper."""
    return render_template("tasks/sheet.html", **_day(most=_SHEET))


def _day(most: int = 20) -> dict[str, Any]:
    whose = "everyone" if request.args.get("whose") == "everyone" else "mine"
    day = Day.here(zone().key)
    found = days.of(day, me(), everybody=whose == "everyone", most=most)
    return {"whose": whose, "day": day, "office_name": office().name, "most": most, "of": found}
