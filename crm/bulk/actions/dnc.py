"""Do not contact for many people: evidence is added, and staff's own is lifted by an admin with a reason; a person's never is."""

from collections import defaultdict
from collections.abc import Sequence

from crm import access, dnc
from crm.bulk.action import Action, Cell, Given, Look, Params, Shown, chosen
from crm.bulk.errors import Unsaid
from crm.db import among, take_ids
from crm.fields.types.amounts import yes_or_no
from crm.journal import batch
from crm.journal.cells import column
from crm.journal.change import Writer
from crm.models import GONE, LIVE, Contact, ContactEmail, Dnc, Member
from crm.models.dnc import CHANNELS, PERSON, STAFF
from crm.rows import write_rows

_DNC = ("contact", "channels", "rank", "reason", "address_hash", "born", "state")


class SetDnc(Action):
    """Block channels, or lift what the office itself blocked."""

    key, label, icon = "set-dnc", "Do not contact", "ban"
    inputs = ("channels", "off", "reason")

    def read(self, given: Given, by: Member) -> Params:
        words = [word.strip().lower() for part in given.get("channels", ()) for word in part.split(";") if word.strip()]
        unknown = next((word for word in words if word not in (*CHANNELS, "all")), None)
        if unknown:
            raise Unsaid(what=f"“{unknown}” is no channel: email, text, call, post or all.")
        if not words:
            raise Unsaid(what="Which channels? Tick at least one, or all of them.")
        off = _is_off(next(iter(given.get("off", ())), ""))
        reason = next(iter(given.get("reason", ())), "").strip()[:500]
        if off:
            _require_may_lift(reason, by)
        return {"channels": dnc.mask_of(words), "off": off, "reason": reason}

    def title(self, params: Params) -> str:
        return f"{'Allow again' if params['off'] else 'Do not contact'}: {dnc.words(params['channels'])}"

    def details(self, params: Params) -> list[tuple[str, str]]:
        return [("Reason", params["reason"])] if params["reason"] else []

    def look(self, params: Params, people: Sequence[int]) -> Look:
        return _lifting(params["channels"], people) if params["off"] else _blocking(params["channels"], people)

    def shown(self, params: Params, cell: Cell) -> Shown:
        return Shown("Do not contact", *(dnc.words(int(mask or 0)) for mask in (cell.old, cell.new)))

    def write(self, writer: Writer, params: Params, look: Look) -> None:
        people = list(look.cells)
        if not people:
            return
        events = batch.new_events(writer, [(Contact.number, i) for i in people], "bulk.edited" if params["off"] else "dnc.added")
        if params["off"]:
            _lift(writer, params, people, {i: events[Contact.number, i] for i in people})
        else:
            _add(writer, [(i, params["channels"]) for i in people], params["reason"])
        batch.touch(writer, Dnc, people, {"state"})


def _is_off(typed: str) -> bool:
    """Whether contact is allowed again, which it isn't unless that is said. Raises Unsaid for what is neither yes nor no."""
    said = yes_or_no(typed) if typed.strip() else False
    if said is None:
        raise Unsaid(what=f"“{typed[:40]}” is neither yes nor no.")
    return said


def _require_may_lift(reason: str, by: Member) -> None:
    access.require_admin(by)
    if not reason:
        raise Unsaid(what="Allowing contact again needs a reason. It is kept in the history.")


def _blocking(mask: int, people: Sequence[int]) -> Look:
    now = dict(chosen(people, Contact.dnc).tuples())
    return Look({i: [Cell(None, str(now[i]), str(now[i] | mask))] for i in people if now[i] & mask != mask})


def _lifting(mask: int, people: Sequence[int]) -> Look:
    blocked: dict[int, int] = defaultdict(int)
    own: dict[int, int] = defaultdict(int)
    rows = Dnc.select(Dnc.contact, Dnc.channels, Dnc.rank).where(among(Dnc.contact, people) & (Dnc.state == LIVE))
    for contact, channels, rank in rows.tuples():
        blocked[contact] |= channels
        own[contact] |= channels if rank == PERSON else 0
    look = Look()
    for contact in people:
        left = (blocked[contact] & ~mask) | own[contact]
        if left != blocked[contact]:
            look.cells[contact] = [Cell(None, str(blocked[contact]), str(left))]
        elif own[contact] & mask:
            look.skipped[contact] = "the person’s own opt-out stays"
    return look


def _lift(writer: Writer, params: Params, people: list[int], events: dict[int, int]) -> None:
    """Staff's evidence about these channels goes; what it said of other channels is said anew."""
    mask, state = params["channels"], column(Dnc, "state")
    query = Dnc.select(Dnc.id, Dnc.contact, Dnc.channels).where(among(Dnc.contact, people) & (Dnc.state == LIVE) & (Dnc.rank == STAFF))
    rows = [row for row in query.order_by(Dnc.id).tuples() if row[2] & mask]
    batch.new_changes(writer, [(events[contact], Dnc.number, row, state.number, str(LIVE), str(GONE), None) for row, contact, _ in rows])
    Dnc.update(state=GONE).where(among(Dnc.id, [row for row, *_ in rows])).execute()
    _add(writer, [(contact, channels & ~mask) for _, contact, channels in rows if channels & ~mask], params["reason"])


def _add(writer: Writer, blocks: Sequence[tuple[int, int]], reason: str) -> None:
    hashes = _hashes([contact for contact, _ in blocks])
    rows = [
        (i, contact, channels, STAFF, reason, hashes.get(contact, ""), writer.id, LIVE)
        for i, (contact, channels) in zip(take_ids(Dnc, len(blocks)), blocks, strict=True)
    ]
    write_rows(Dnc, ("id", *_DNC), rows)


def _hashes(people: Sequence[int]) -> dict[int, str]:
    """The hash of each contact's first address, which keeps blocking it after the contact is gone."""
    e, found = ContactEmail, dict[int, str]()
    rows = e.select(e.contact, e.email_key).where(among(e.contact, people) & (e.state == LIVE)).order_by(e.contact, e.position, e.id)
    for contact, key in rows.tuples():
        found.setdefault(contact, dnc.hash_of(key))
    return found
