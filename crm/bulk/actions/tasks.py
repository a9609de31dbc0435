"""A task made for each of many people, or businesses."""

from collections.abc import Sequence
from typing import Any

from crm import emails
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown, chosen, one
from crm.db import among, take_ids
from crm.fold import fold
from crm.journal import batch
from crm.journal.change import Writer
from crm.journal.derived import derive_new
from crm.kinds import BUSINESSES, CONTACTS
from crm.models import LIVE, Contact, Member, Task
from crm.models.task import NORMAL
from crm.rows import write_rows
from crm.tasks import Typed
from crm.tasks.form import read, read_due

_FIELDS = ("title", "due_on", "due_at", "assignee", "priority", "description", "zone", "remind")
_MADE = ("born", "author", "created_at", *_FIELDS, "title_f", "html", "due", "remind_at")
OWN = "owner"
"""As assignee: each one’s own owner."""


class CreateTask(Action):
    """Make one task for each person or business, given to one member or to each one’s owner."""

    key, label, icon, event = "create-task", "Create a task", "checkbox", "task.created"
    inputs = ("title", "due", "assignee", "priority", "description")
    drips = True

    def fits(self) -> bool:
        return self.kind in (CONTACTS, BUSINESSES)

    def read(self, given: Given, by: Member) -> Params:
        typed = {name: next(iter(given.get(name, ())), "").strip() for name in self.inputs}
        typed["title"] = one(given, "title", "What is to be done? Give the task a title.")
        typed["priority"] = typed["priority"] or "normal"
        own = typed["assignee"] == OWN
        read(Typed(**{**typed, "assignee": "" if own else typed["assignee"]}), by.timezone or "UTC")
        return {**typed, "zone": by.timezone or "UTC", "by": by.id}

    def title(self, params: Params) -> str:
        return f"Create the task “{params['title']}”"

    def details(self, params: Params) -> list[tuple[str, str]]:
        assignee = Member.get_or_none(Member.email_key == emails.key(params["assignee"]))
        whose = f"Each {self.kind.words.one}’s owner" if params["assignee"] == OWN else assignee.name if assignee else "Nobody yet"
        told = {
            "Due": params["due"],
            "Assigned to": whose,
            "Priority": params["priority"].capitalize(),
            "Description": params["description"],
        }
        return [(label, value) for label, value in told.items() if value]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        have = self._having(params, people)
        return Look(
            {person: [Cell(None, None, params["title"])] for person in people if person not in have},
            dict.fromkeys(sorted(have), "has this task already"),
        )

    def shown(self, params: Params, cell: Cell) -> Shown:
        return Shown("Task", "", cell.new or "")

    def write(self, writer: Writer, params: Params, look: Look) -> None:
        people = list(look.cells)
        ids = list(take_ids(Task, len(people)))
        self._announce(writer, people, ids)
        own = params["assignee"] == OWN
        typed = Typed(**{name: params[name] for name in self.inputs} | ({"assignee": ""} if own else {}))
        values = {"priority": NORMAL, **read(typed, params["zone"])}
        values |= derive_new(Task, values)
        owners = dict(chosen(people, self.kind.table.owner, table=self.kind.table).tuples()) if own else {}
        made = (writer.id, params["by"], writer.at)
        rows = [
            (i, person, *made, *(owners.get(person) if own and n == "assignee" else values[n] for n in _MADE[3:]))
            for i, person in zip(ids, people, strict=True)
        ]
        write_rows(Task, ("id", self._about.name, *_MADE), rows)

    @property
    def _about(self) -> Any:
        """What of a task says whom it is about."""
        return Task.contact if self.kind == CONTACTS else Task.business

    def _announce(self, writer: Writer, people: Sequence[int], ids: Sequence[int]) -> None:
        """A person's timeline tells of their tasks; a task about a business tells of itself."""
        if self.kind == CONTACTS:
            batch.new_events(writer, [(Contact.number, person) for person in people], self.event)
            batch.touch(writer, Task, people, {"state"})
        else:
            batch.new_events(writer, [(Task.number, i) for i in ids], self.event)

    def _having(self, params: Params, people: Sequence[int]) -> set[int]:
        """Who has an open task of this title, due then, already."""
        due = read_due(params["due"], params["zone"])
        same = (Task.title_f == fold(params["title"])) & (Task.due_on == due["due_on"])
        same &= Task.due_at.is_null() if due["due_at"] is None else Task.due_at == due["due_at"]
        query = Task.select(self._about).where(among(self._about, list(people)) & (Task.state == LIVE) & Task.done_at.is_null() & same)
        return {person for (person,) in query.tuples()}
