"""Tags put on, or taken off, many people."""

from collections.abc import Sequence
from typing import Any

from crm import tags, text
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown
from crm.bulk.errors import Unsaid
from crm.db import among
from crm.fold import fold
from crm.journal.cells import Column, column_at
from crm.models import LIVE, ContactFollower, ContactTag, Member, Membership, Tag


class AddTags(Action):
    """Put tags on; those that are not there yet are made."""

    key, label, icon, event = "add-tags", "Add tags", "tag", "contact.tagged"
    inputs = ("tags",)
    drips = True
    on = 1

    def read(self, given: Given, by: Member) -> Params:
        names = [text.single_line(name) for part in given.get("tags", ()) for name in part.split(";")]
        bare = list({fold(name): name for name in names if name}.values())
        if not bare:
            raise Unsaid(what="Which tags? Type one or more, parted by semicolons.")
        for name in bare:
            tags.check(name)
        return {"tags": bare}

    def title(self, params: Params) -> str:
        return f"{'Add' if self.on else 'Remove'} the {_listed('tag', params['tags'])}"

    def prepare(self, params: Params, by: Member) -> None:
        for name in params["tags"]:
            tags.named(name, by=by)

    def columns(self, params: Params) -> list[Column]:
        return [column_at(ContactTag.number, tag) for tag in _ids(params["tags"]).values() if tag]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        return flips(ContactTag, list(_ids(params["tags"]).values()), self.on, people)

    def shown(self, params: Params, cell: Cell) -> Shown:
        known = {tag: name for name, tag in _ids(params["tags"]).items()}
        name = known.get(cell.column.number, "") if cell.column else ""
        return Shown("Tags", "", name) if self.on else Shown("Tags", name, "")


class RemoveTags(AddTags):
    """Take tags off."""

    key, label, icon, event = "remove-tags", "Remove tags", "tag-off", "contact.untagged"
    drips = False
    on = 0

    def read(self, given: Given, by: Member) -> Params:
        params = super().read(given, by)
        for name, tag in _ids(params["tags"]).items():
            if not tag:
                raise Unsaid(what=f"There is no tag “{name}”.")
        return params

    def prepare(self, params: Params, by: Member) -> None:
        """Nothing: what is taken off is there."""


class AddFollowers(Action):
    """Let members follow people."""

    key, label, icon, event = "add-followers", "Add followers", "user-plus", "contact.followed"
    inputs = ("followers",)
    on = 1

    def read(self, given: Given, by: Member) -> Params:
        addresses = [word.strip().lower() for part in given.get("followers", ()) for word in part.split(";") if word.strip()]
        if not addresses:
            raise Unsaid(what="Which member? Choose one or more.")
        return {"followers": [_member(address) for address in dict.fromkeys(addresses)]}

    def title(self, params: Params) -> str:
        names = [name for (name,) in Member.select(Member.name).where(Member.id.in_(params["followers"])).order_by(Member.name).tuples()]
        return f"{'Add' if self.on else 'Remove'} the {_listed('follower', names)}"

    def columns(self, params: Params) -> list[Column]:
        return [column_at(ContactFollower.number, member) for member in params["followers"]]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        return flips(ContactFollower, params["followers"], self.on, people)

    def shown(self, params: Params, cell: Cell) -> Shown:
        name = Member.get_by_id(cell.column.number).name if cell.column else ""
        return Shown("Followers", "", name) if self.on else Shown("Followers", name, "")


class RemoveFollowers(AddFollowers):
    """Let members follow people no longer."""

    key, label, icon, event = "remove-followers", "Remove followers", "user-minus", "contact.unfollowed"
    on = 0


def flips(model: type[Membership], members: Sequence[int], on: int, people: Sequence[int]) -> Look:
    """Whose membership in these sets would change; a set that is not there yet (0) has nobody."""
    member: Any = model._meta.fields[model.member_column]
    rows = model.select(member, model.contact).where(member.in_([m for m in members if m]) & among(model.contact, people) & (model.on == 1))
    inside = set(rows.tuples())
    old, new = (None, "1") if on else ("1", None)
    sets = [(one, column_at(model.number, one)) for one in members]
    cells = {
        person: news
        for person in people
        if (news := [Cell(column, old, new) for one, column in sets if ((one, person) in inside) != bool(on)])
    }
    return Look(cells)


def _ids(names: Sequence[str]) -> dict[str, int]:
    found = dict(Tag.select(Tag.name_f, Tag.id).where(Tag.name_f.in_([fold(name) for name in names]) & (Tag.state == LIVE)).tuples())
    return {name: found.get(fold(name), 0) for name in names}


def _listed(what: str, names: Sequence[str]) -> str:
    return f"{what}{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _member(address: str) -> int:
    found = Member.get_or_none((Member.email_key == address) & (Member.state == LIVE))
    if found is None:
        raise Unsaid(what=f"There is no member with the address “{address}”.")
    return int(found.id)
