"""What one column of a file feeds."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from crm.associations import columns as links
from crm.fields import DATA
from crm.kinds import CONTACTS

SEVERAL = frozenset(("emails", "phones", "tags", "followers", "note", "street", "further_businesses"))
"""Fields that several columns may feed."""

NAMES = frozenset(("first_name", "last_name", "middle_name", "suffix", "name"))
OPT_OUTS = frozenset(("dnc", "dnc_email", "dnc_text", "dnc_call", "dnc_post", "opted_out", "unsubscribed"))
ERASABLE = frozenset(
    "first_name last_name type business job_title source owner street city region postal_code country website timezone language "
    "birth_date".split()
)
"""Fields of one value, which a blank cell may empty when a person asks for it."""
OUTCOME = ("kith_row", "kith_outcome", "kith_reason", "kith_contact_id", "kith_link")
"""The columns our outcome file adds; they say what became of a row, and only the contact's id is read again."""

PHOTO = "kith_photo"
"""The heading of the pictures that came with address cards; each cell names one."""


class _Importable(Set[str]):
    """The keys a mapping may name just now: the office's own fields come and go."""

    def _keys(self) -> frozenset[str]:
        return frozenset((*DATA, "id", "business_id", "further_businesses", "email", "phone", "photo")) | NAMES | OPT_OUTS

    def __contains__(self, key: object) -> bool:
        return key in self._keys() or (str(key).startswith(links.PREFIX) and key in links.ways_of(CONTACTS))

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys() | links.ways_of(CONTACTS).keys())

    def __len__(self) -> int:
        return len(list(iter(self)))


IMPORTABLE = _Importable()
"""The keys a mapping may name: the fields, columns of links, and the parts of a name and of an opt-out that have no field of their own."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column feeds: `key` is the field, None where there is none.

    `label` names its addresses or numbers, or `label_at` is the column that does; `address` is the address it is part of;
    `sign` parts its names. A column that `repeats` only says again what others say; a `silent` one is of no interest to anybody.
    """

    key: str | None = None
    label: str = ""
    label_at: int | None = None
    address: str = ""
    sign: str = ""
    repeats: bool = False
    silent: bool = False
