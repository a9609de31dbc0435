"""Who a row is: the contact it matches by id, e-mail or phone, in the chosen order; never a guess."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm import access, phones
from crm.db import among, is_sqlite, lock_key, plain
from crm.fields.custom import PREFIX
from crm.fold import fold
from crm.importing import unique
from crm.importing.options import NEW, REFUSE, RESTORE, Options
from crm.importing.people import Draft
from crm.models import ARCHIVED, LIVE, Contact, ContactEmail, ContactPhone, Member

CHOSEN = ("ambiguous", "archived")
"""Reasons that a person may decide: who of several it is, or whether somebody comes back from the archive."""
NOBODY = 1_000
"""The place in the order where no key found anybody."""
_SAID = -1
_LOCKS = 256


class Match(NamedTuple):
    """The contact a row matched, or why it matched none it may touch; and the place in the order of the key that decided."""

    contact: int | None
    reason: str = ""
    rank: int = NOBODY


@dataclass
class Index:
    """What the office holds under the keys of one batch of rows; `rows` are those known by an earlier import of the same file, `brought` the
    unique values of people in the archive.
    """

    states: dict[int, int] = field(default_factory=dict)
    by_email: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_phone: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    emails: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    hidden: set[int] = field(default_factory=set)
    own: dict[unique.Token, set[int]] = field(default_factory=lambda: defaultdict(set))
    rows: dict[int, int] = field(default_factory=dict)
    brought: dict[int, list[unique.Token]] = field(default_factory=dict)

    def taken(self, draft: Draft, contact: int | None) -> bool:
        """Whether a unique value of a row is somebody else's."""
        return any(self.states[c] == LIVE for token in unique.tokens_of(draft) for c in self.own.get(token, ()) if c != contact)


def phone_keys(draft: Draft) -> list[tuple[str, str]]:
    """A number matches only together with the name: (phone key, folded name)."""
    if draft.pairs is None:
        v = draft.values
        name = fold(f"{v.get('first_name', '')} {v.get('last_name', '')}")
        draft.pairs = [(phones.key(e164, typed), name) for _, typed, e164 in draft.phones] if name else []
    return draft.pairs


def look_up(drafts: Sequence[Draft], match: Sequence[str], by: Member) -> Index:
    """Read what the office holds under these rows' keys: a constant number of queries."""
    index = Index()
    if "id" in match:
        _ids(index, [d.contact_id for d in drafts if d.contact_id is not None])
    if "email" in match:
        _emails(index, [key for d in drafts for _, _, key, _ in d.emails])
    if "phone" in match:
        _phones(index, {key for d in drafts for key, _ in phone_keys(d)})
    _own(index, [token for draft in drafts for token in unique.tokens_of(draft)])
    if away := [contact for contact, state in index.states.items() if state == ARCHIVED]:
        index.brought = unique.held_by(away)
        _own(index, [token for tokens in index.brought.values() for token in tokens])
    if by.only_assigned and index.states:
        kind = Contact.number
        seen = {i for _, i in access.editable([(kind, i) for i in index.states], by)}
        index.hidden = set(index.states) - seen
    return index


def find(draft: Draft, index: Index, match: Sequence[str]) -> Match:
    """The one contact a row is, by the first key in the order that knows any."""
    for rank, key in enumerate(match):
        found = _candidates(key, draft, index)
        if not found:
            continue
        live = {c for c in found if index.states[c] == LIVE}
        if len(live) > 1:
            return Match(None, "ambiguous", rank)
        if not live:
            return Match(None, "archived", rank)
        contact = live.pop()
        return Match(None, "not_visible", rank) if contact in index.hidden else Match(contact, "", rank)
    return Match(None)


def decided(number: int, draft: Draft, index: Index, options: Options) -> Match:
    """The one contact a row is, after what a person said about rows that match several people, or somebody in the archive.

    Who comes back from the archive brings the unique values they hold: the row stands for these too.
    """
    found = _decided(number, draft, index, options)
    if found.contact in index.brought:
        draft.tokens = [*dict.fromkeys((*unique.tokens_of(draft), *index.brought[found.contact]))]
    return found


def _decided(number: int, draft: Draft, index: Index, options: Options) -> Match:
    found = find(draft, index, options.match)
    if found == Match(None) and number in index.rows:
        return Match(index.rows[number])
    if found.reason not in CHOSEN:
        return found
    said = options.picks.get(str(number)) or options.answers.get(found.reason, REFUSE)
    if said == NEW:
        return Match(None)
    known = candidates(draft, index, options.match)
    if said == RESTORE and found.reason == "archived" and len(known) == 1:
        return Match(known[0], "", _SAID)
    return Match(int(said), "", _SAID) if said.isdigit() and int(said) in known else found


def is_new(number: int, found: Match, options: Options) -> bool:
    """Whether a person said that a row which may be several people of its file is somebody new."""
    return found.reason == "ambiguous" and (options.picks.get(str(number)) or options.answers.get("ambiguous")) == NEW


def candidates(draft: Draft, index: Index, match: Sequence[str]) -> list[int]:
    """Everybody a row may be, by the first key in the order that knows any; not those the member may not see."""
    found = next((some for key in match if (some := _candidates(key, draft, index))), set())
    return sorted(found - index.hidden)


def lock(drafts: Sequence[Draft]) -> None:
    """Let nobody else create these people meanwhile (PostgreSQL): keys share 256 locks."""
    if is_sqlite():
        return
    keys = {hash_of(key) % _LOCKS for d in drafts for _, _, key, _ in d.emails}
    keys |= {hash_of(key) % _LOCKS for d in drafts for key, _ in phone_keys(d)}
    lock_key(*keys)


def hash_of(key: str) -> int:
    """A number for a key that is the same in every process."""
    from zlib import crc32

    return crc32(key.encode())


def _candidates(key: str, draft: Draft, index: Index) -> set[int]:
    if key == "id":
        return {draft.contact_id} & index.states.keys() if draft.contact_id is not None else set()
    if key == "email":
        return {c for _, _, email, _ in draft.emails for c in index.by_email.get(email, ())}
    if key.startswith(PREFIX):
        return {c for token in unique.tokens_of(draft) if token[0] == key for c in index.own.get(token, ())}
    mine = {email for _, _, email, _ in draft.emails}
    found = {c for pair in phone_keys(draft) for c in index.by_phone.get(pair, ())}
    return {c for c in found if not contradicts(mine, index.emails.get(c, set()))}


def contradicts(mine: Set[Any], theirs: Set[Any]) -> bool:
    """Whether both have addresses and none in common."""
    return bool(mine and theirs and not mine & theirs)


def _own(index: Index, tokens: Sequence[unique.Token]) -> None:
    for token, contact, state in unique.holders(tokens):
        index.own[token].add(contact)
        index.states.setdefault(contact, state)


def _ids(index: Index, ids: Sequence[int]) -> None:
    if ids:
        rows = Contact.select(Contact.id, Contact.state).where(among(Contact.id, ids) & Contact.state.in_((LIVE, ARCHIVED)))
        index.states |= dict(rows.tuples())


def _emails(index: Index, keys: Sequence[str]) -> None:
    if not keys:
        return
    e = ContactEmail
    rows = e.select(e.email_key, e.contact, Contact.state).join(Contact).where(among(e.email_key, keys) & (e.state == LIVE))
    for key, contact, state in plain(rows.where(Contact.state.in_((LIVE, ARCHIVED)))):
        index.by_email[key].add(contact)
        index.states[contact] = state


def _phones(index: Index, keys: set[str]) -> None:
    if not keys:
        return
    p = ContactPhone
    rows = (
        p.select(p.phone_key, p.contact, Contact.state, Contact.name_f)
        .join(Contact)
        .where(among(p.phone_key, sorted(keys)) & (p.state == LIVE))
    )
    for key, contact, state, name in plain(rows.where(Contact.state.in_((LIVE, ARCHIVED)))):
        index.by_phone[key, name].add(contact)
        index.states[contact] = state
    found = sorted({c for ids in index.by_phone.values() for c in ids})
    e = ContactEmail
    for contact, key in plain(e.select(e.contact, e.email_key).where(among(e.contact, found) & (e.state == LIVE))):
        index.emails[contact].add(key)
