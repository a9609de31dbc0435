"""The rows of one file that a plan has met so far, known by the hashes of their keys: a million of them in little memory."""

from array import array
from collections.abc import Iterable, Sequence, Set

from crm.fields.custom import PREFIX
from crm.importing import matching, unique
from crm.importing.matching import NOBODY, Match
from crm.importing.people import Draft

_FEW = 100_000


class Rows:
    """Row numbers by hash: few in a dict; beyond that in a table of open places, 18 to 36 bytes a row where a dict takes a hundred."""

    def __init__(self) -> None:
        self._few: dict[int, int] | None = {}
        self._keys, self._rows, self._count = array("q"), array("I"), 0

    def get(self, key: int, default: int | None = None) -> int | None:
        """The row of a hash, or the default."""
        if self._few is not None:
            return self._few.get(key, default)
        at = self._place(key or 1)
        return self._rows[at] if self._keys[at] else default

    def setdefault(self, key: int, row: int) -> None:
        """Remember a row, unless the hash has one."""
        if self._few is None:
            self._put(key or 1, row)
            return
        self._few.setdefault(key, row)
        if len(self._few) > _FEW:
            self._spread(self._few.items(), 1 << (2 * _FEW).bit_length())
            self._few = None

    def _put(self, key: int, row: int) -> None:
        at = self._place(key)
        if not self._keys[at]:
            self._keys[at], self._rows[at] = key, row
            self._count += 1
            if self._count * 3 > len(self._keys) * 2:
                self._spread(zip(self._keys, self._rows, strict=True), 2 * len(self._keys))

    def _place(self, key: int) -> int:
        """Where a hash stands, or would stand."""
        keys, last = self._keys, len(self._keys) - 1
        at = (key ^ key >> 32) & last
        while (found := keys[at]) and found != key:
            at = (at + 1) & last
        return at

    def _spread(self, known: Iterable[tuple[int, int]], size: int) -> None:
        """Lay out a table of `size` places, and put the known rows into it."""
        self._keys, self._rows, self._count = array("q", bytes(8 * size)), array("I", bytes(4 * size)), 0
        for key, row in known:
            if row:
                self._put(key or 1, row)


class Seen:
    """The rows of one file met so far, by hashes of their keys: rows that match by the same keys are one person."""

    def __init__(self, match: Sequence[str]) -> None:
        self.match = match
        self.emails, self.phones, self.contacts, self.own = Rows(), Rows(), Rows(), Rows()
        self._one = array("q")
        self._several: dict[int, Set[int]] = {}
        self._shared: dict[int, set[int]] = {}
        """Further people of a number: of one name, but with other addresses."""

    def who(self, draft: Draft, known: Match) -> tuple[Match, int | None]:
        """Whom a row is, given whom the office knows it as, and the first row of the same person: the first key that finds anybody decides."""
        same = None if known.contact is None else self.contacts.get(known.contact)
        rows, rank = self._rows(draft)
        if rank > known.rank or not rows or rows == {same} or known.reason == "not_visible":
            return known, same
        if len(rows) > 1 or (rank == known.rank and known.reason != "archived"):
            return Match(None, "ambiguous", rank), None
        return Match(None), rows.pop()

    def _rows(self, draft: Draft) -> tuple[set[int], int]:
        """The first rows of the people a row may be, by the first key in the order that finds any, and that key's place."""
        for rank, key in enumerate(self.match):
            if rows := self._found(key, draft):
                return rows, rank
        return set(), NOBODY

    def _found(self, key: str, draft: Draft) -> set[int]:
        if key == "email":
            return {row for _, _, email, _ in draft.emails if (row := self.emails.get(hash(email))) is not None}
        if key.startswith(PREFIX):
            return {row for token in unique.tokens_of(draft) if token[0] == key and (row := self.own.get(hash(token))) is not None}
        if key != "phone":
            return set()
        mine, found = {hash(email) for _, _, email, _ in draft.emails}, set[int]()
        for pair in map(hash, matching.phone_keys(draft)):
            if (row := self.phones.get(pair)) is not None:
                found |= {row, *self._shared.get(pair, ())}
        return {row for row in found if not matching.contradicts(mine, self._addresses(row))}

    def taken(self, draft: Draft, row: int) -> bool:
        """Whether an earlier row that is somebody else has a unique value of this one."""
        return any(self.own.get(hash(token), row) != row for token in unique.tokens_of(draft))

    def add(self, draft: Draft, contact: int | None, row: int, theirs: Set[str] = frozenset()) -> None:
        """Remember a row's keys under the first row of its person; `theirs` are addresses of the contact it matched."""
        if contact is not None:
            self.contacts.setdefault(contact, row)
        for token in unique.tokens_of(draft):
            self.own.setdefault(hash(token), row)
        keys = {hash(key) for _, _, key, _ in draft.emails}
        for key in keys:
            self.emails.setdefault(key, row)
        pairs = matching.phone_keys(draft)
        for pair in map(hash, pairs):
            self.phones.setdefault(pair, row)
            if self.phones.get(pair) != row:
                self._shared.setdefault(pair, set()).add(row)
        if pairs:
            self._remember(row, keys | {hash(key) for key in theirs})

    def _remember(self, row: int, keys: Set[int]) -> None:
        """A row's addresses, for those known by a number: most have one, kept in eight bytes."""
        self._one.extend([0] * (row + 1 - len(self._one)))
        if len(keys) == 1:
            (self._one[row],) = keys
        elif keys:
            self._several[row] = keys

    def _addresses(self, row: int) -> Set[int]:
        one = self._one[row] if row < len(self._one) else 0
        return self._several.get(row) or ({one} if one else frozenset())
