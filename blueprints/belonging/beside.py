"""What stands beside the fields of a business: its people with their roles, notes, tasks and suggestions; each is read where a page shows it."""

from typing import Any

from blueprints.belonging.blueprint import blueprint
from blueprints.web import task_forms
from blueprints.web.guard import me
from blueprints.web.view import zone
from crm import access, files, notes
from crm.businesses import belonging, suggesting
from crm.models import Business
from crm.tasks import lists
from crm.tasks.lists import Day, Wanted

MOST_TASKS = 8


class Beside:
    """What stands beside one business, as the member may see it."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.day = Day.here(zone().key)
        self.wanted = Wanted(business=business.id)
        self.all_ = access.reads_business_notes(me())

    def roles(self, people: list[Any]) -> dict[int, tuple[str, bool]]:
        """The role of each of these people, and whether this is their primary business."""
        return belonging.roles_in(self.business, [row.id for row in people])

    def notes(self) -> list[Any]:
        """The notes; none for who sees only what is theirs."""
        return notes.of(self.business) if self.all_ else []

    def mentionable(self) -> list[str]:
        """Whom a note may mention."""
        return [member.name for member in access.seen_by(self.business)]

    def files_in(self, found: list[Any]) -> dict[int, list[Any]]:
        """The files that stand in these notes, by note."""
        return files.of_notes(found)

    def tasks(self) -> dict[str, Any]:
        """The open tasks, soonest first, how many there are, and what the form of a new one needs."""
        found = lists.page(self.wanted, self.day, me(), size=MOST_TASKS)
        return {"some": found, "total": lists.count(self.wanted, self.day, me()), "day": self.day, **task_forms.choices()}

    def suggestions(self) -> list[Any]:
        """People who may belong here by their addresses."""
        return suggesting.of_business(self.business, me()) if self.all_ else []


@blueprint.app_context_processor
def _beside() -> dict[str, Any]:
    return {"beside_of": Beside, "may_edit_note": notes.may_edit}
