"""Tags put on, or taken off, many people; and who follows many records."""

from collections.abc import Sequence

from crm import followers, lists, tags, text
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown, one
from crm.bulk.errors import Unsaid
from crm.bulk.writing import write_cells
from crm.db import among
from crm.filters import Group, Leaf
from crm.filters.tree import ALL
from crm.fold import fold
from crm.journal.cells import Column, column_at
from crm.journal.change import Writer
from crm.models import FOLLOWERS, LIVE, ContactTag, Member, Membership, Tag
from crm.planner import unsought


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
        wanted = list(_ids(params["tags"]).values())
        merged = Tag.merged()
        carried = inside(ContactTag, Tag.and_merged({tag for tag in wanted if tag}), people)
        return flips(ContactTag, wanted, 1, people, {(merged.get(tag, tag), person) for tag, person in carried})

    def shown(self, params: Params, cell: Cell) -> Shown:
        known, merged = {tag: name for name, tag in _ids(params["tags"]).items()}, Tag.merged()
        number = cell.column.number if cell.column else 0
        name = known.get(merged.get(number, number), "")
        return Shown("Tags", "", name) if self.on else Shown("Tags", name, "")


class RemoveTags(AddTags):
    """Take tags off, and with each of them those that were merged into it."""

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

    def columns(self, params: Params) -> list[Column]:
        return [column_at(ContactTag.number, tag) for tag in self._every(params)]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        every = self._every(params)
        return flips(ContactTag, every, 0, people, inside(ContactTag, every, people))

    def _every(self, params: Params) -> list[int]:
        return Tag.and_merged({tag for tag in _ids(params["tags"]).values() if tag})


class ListByTag(AddTags):
    """Put people into a new list: they get a new tag of its name, and the list holds whoever carries it."""

    key, label, icon = "new-list", "Add to a new list", "list-details"
    inputs = ("list",)
    drips = False

    def read(self, given: Given, by: Member) -> Params:
        name = text.single_line(one(given, "list", "What shall the list be called?"))
        if not lists.is_free(name, by):
            raise lists.NameTaken(name=name)
        if tags.living(name) is not None:
            raise Unsaid(what=f"There is a tag “{name}” already, and its people would be in the list too. Choose another name.")
        return super().read({"tags": [name]}, by)

    def title(self, params: Params) -> str:
        return f"Make the list {params['tags'][0]}"

    def prepare(self, params: Params, by: Member) -> None:
        super().prepare(params, by)
        if lists.is_free(name := params["tags"][0], by):
            lists.save(name, Group(ALL, (Leaf("tags", "has_any", (name,)),)), by=by)


class AddFollowers(Action):
    """Let members follow people, or other records."""

    key, label, icon = "add-followers", "Add followers", "user-plus"
    inputs = ("followers",)
    on = 1

    def fits(self) -> bool:
        return self.kind.table in FOLLOWERS

    def read(self, given: Given, by: Member) -> Params:
        addresses = [word.strip().lower() for part in given.get("followers", ()) for word in part.split(";") if word.strip()]
        if not addresses:
            raise Unsaid(what="Which member? Choose one or more.")
        return {"followers": [_member(address) for address in dict.fromkeys(addresses)]}

    def title(self, params: Params) -> str:
        names = [name for (name,) in Member.select(Member.name).where(Member.id.in_(params["followers"])).order_by(Member.name).tuples()]
        return f"{'Add' if self.on else 'Remove'} the {_listed('follower', names)}"

    def columns(self, params: Params) -> list[Column]:
        return [column_at(FOLLOWERS[self.kind.table].number, member) for member in params["followers"]]

    def look(self, params: Params, people: Sequence[int]) -> Look:
        model, members = FOLLOWERS[self.kind.table], params["followers"]
        return flips(model, members, self.on, people, inside(model, members, people))

    def write(self, writer: Writer, params: Params, look: Look) -> None:
        write_cells(writer, self.kind.table, look.cells, followers.event_of(self.kind.table, bool(self.on)))

    def shown(self, params: Params, cell: Cell) -> Shown:
        name = Member.get_by_id(cell.column.number).name if cell.column else ""
        return Shown("Followers", "", name) if self.on else Shown("Followers", name, "")


class RemoveFollowers(AddFollowers):
    """Let members follow people, or other records, no longer."""

    key, label, icon = "remove-followers", "Remove followers", "user-minus"
    on = 0


def inside(model: type[Membership], members: Sequence[int], people: Sequence[int]) -> set[tuple[int, int]]:
    """Who of these people is in which of these sets, as (set, person)."""
    member, record = model.member_field(), model.record_field()
    rows = model.select(member, record).where(unsought(member).in_(list(members)) & among(record, people) & (model.on == 1))
    return set(rows.tuples())


def flips(model: type[Membership], members: Sequence[int], on: int, people: Sequence[int], now: set[tuple[int, int]]) -> Look:
    """Whose membership in these sets would change, given who is in them `now`; a set that is not there yet (0) has nobody."""
    old, new = (None, "1") if on else ("1", None)
    sets = [(one, column_at(model.number, one)) for one in members]
    cells = {
        person: news
        for person in people
        if (news := [Cell(column, old, new) for one, column in sets if ((one, person) in now) != bool(on)])
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
