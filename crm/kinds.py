"""The kinds of records: for each, what it is called, where it is stored, its fields, and how its list is found and put in order.

Selections, filters, lists, columns, exports and the settings of fields take one; people are what they take when none is named.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from peewee import SQL, Expression, fn

from crm import access
from crm.errors import CrmError
from crm.fields import BUSINESS_FIELDS, FIELDS, Fields, custom
from crm.fields.standard import RECORD
from crm.fields.types import type_of
from crm.models import LIVE, Business, Contact, ContactBusiness, CustomObject, CustomRecord, Member
from crm.models.custom_object import FIRST_OWN


class NoSuchKind(CrmError):
    """There is no kind of record like this any more."""

    status = 404


class Words(NamedTuple):
    """What a kind is called: one, many and all of them, and the words that begin what is said of them."""

    one: str
    many: str
    all: str
    who: str = "that"
    whom: str = "which"

    @property
    def heading(self) -> str:
        """Many of them, as a heading or the beginning of a sentence."""
        return self.many[0].upper() + self.many[1:]

    @property
    def none(self) -> str:
        """None of them, as the beginning of a sentence."""
        return "Nobody" if self.who == "who" else f"No {self.one}"


class Pages(NamedTuple):
    """Where a kind is looked at: the endpoints of its list and of one record, what the latter calls its id, and what both need besides."""

    list: str
    record: str
    id: str
    args: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record, known by its number: its table's, or for an object of the office's own one from FIRST_OWN on.

    `sorts` gives for each standard field that lists are sorted by its column; `counted` is what is counted anew for who looks;
    `searched` are the folded columns that search looks in; `usual` are the columns of a list as long as nobody chose others;
    `within` narrows a table that holds several kinds, whose records are made with what is `given`.
    """

    number: int
    key: str = field(compare=False)
    words: Words = field(compare=False)
    table: Any = field(compare=False)
    fields: Fields = field(compare=False)
    sorts: Mapping[str, str] = field(compare=False)
    usual: tuple[str, ...] = field(compare=False)
    pages: Pages = field(compare=False)
    searched: tuple[str, ...] = field(default=("name_f",), compare=False)
    counted: Mapping[str, Callable[[Member], Any]] = field(default_factory=dict, compare=False)
    within: Expression | None = field(default=None, compare=False)
    given: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def alive(self, archived: bool = False) -> Expression:
        """Its living records, or those in the archive; the state is written literally, so that the partial indexes serve."""
        state: Expression = self.table.state == SQL("2" if archived else "1")
        return state if self.within is None else state & self.within

    @property
    def archives(self) -> bool:
        """Whether its records are put away into an archive; those of other kinds are deleted."""
        return self.number != Business.number

    @property
    def sortable(self) -> frozenset[str]:
        """The keys of every field that a list may be sorted by now."""
        own = (key for key, known in self.fields.custom.items() if type_of(known).sorts)
        return frozenset((*self.sorts, *self.counted, *own))

    @property
    def columnable(self) -> tuple[str, ...]:
        """Every field that may be a column now beside the name, which always is one."""
        return (*(key for key in self.fields.standard if key not in _NO_COLUMN), *self.fields.custom)

    def columns_of(self, text: str) -> tuple[str, ...]:
        """The columns that `a,b,c` asks for, known ones only and each once; the usual ones when that leaves none."""
        known = frozenset(self.columnable)
        return tuple(dict.fromkeys(key for key in text.split(",") if key in known)) or self.usual


_NO_COLUMN = frozenset(("name", "first_name", "last_name", "note", "score"))


def _people_of_business(actor: Member) -> Any:
    """How many living people belong to a business, of those the actor sees: those whose primary one it is, and the others.

    Each is counted by an index of its own; asked for together, every person would be looked at for every business.
    """
    c, b = Contact, ContactBusiness
    first = c.select(fn.COUNT(c.id)).where((c.business == Business.id) & (c.state == SQL("1")))
    rows = (b.business == Business.id) & (b.state == SQL("1")) & (c.state == SQL("1"))
    others = c.select(fn.COUNT(c.id)).join(b, on=(b.contact == c.id)).where(rows & (c.business.is_null() | (c.business != b.business)))
    return fn.COALESCE(access.visible(first, actor), 0) + fn.COALESCE(access.visible(others, actor), 0)


CONTACTS = Kind(
    Contact.number,
    "contacts",
    Words("person", "people", "Everybody", "who", "whom"),
    Contact,
    FIELDS,
    {
        "name": "sort_f",
        "city": "city_f",
        "source": "source_f",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "last_activity_at": "last_activity_at",
    },
    ("type", "phone", "email", "tags", "owner", "city", "last_activity_at"),
    Pages("contacts.index", "contacts.show", "contact_id"),
)
BUSINESSES = Kind(
    Business.number,
    "businesses",
    Words("business", "businesses", "All businesses"),
    Business,
    BUSINESS_FIELDS,
    {key: known.sortable for key, known in BUSINESS_FIELDS.standard.items() if known.sortable},
    ("people", "phone", "email", "city", "owner"),
    Pages("businesses.index", "businesses.show", "business_id"),
    ("name_f", "email_f", "website_f", "phone_f", "city_f"),
    {"people": _people_of_business},
)
_ALWAYS = (CONTACTS, BUSINESSES)


def every() -> tuple[Kind, ...]:
    """Every kind there is now: people, businesses, and the objects of the office's own by name."""
    return (*_ALWAYS, *own())


def own() -> tuple[Kind, ...]:
    """The kinds that the office made, as they are now."""
    return tuple(_made(one) for one in custom.objects() if one.state == LIVE)


def of(number: int) -> Kind:
    """The kind of this number, also one that was deleted: its records are still told of, and may come back. Raises NoSuchKind."""
    return _one(lambda kind: kind.number == number, chain(own(), (_made(one) for one in custom.objects() if one.state != LIVE)))


def named(key: str) -> Kind:
    """The kind of this word in addresses. Raises NoSuchKind."""
    return _one(lambda kind: kind.key == key, own())


def _one(fits: Callable[[Kind], bool], others: Iterable[Kind]) -> Kind:
    found = next(filter(fits, chain(_ALWAYS, others)), None)
    if found is None:
        raise NoSuchKind()
    return found


def _made(one: CustomObject) -> Kind:
    number = FIRST_OWN + int(one.id)
    fields = Fields(number, RECORD, ("name", "owner", "followers"))
    return Kind(
        number,
        str(one.key),
        Words(one.one, one.many, f"All {one.many}"),
        CustomRecord,
        fields,
        {"name": "name_f", "created_at": "created_at"},
        (*tuple(fields.custom)[:5], "owner"),
        Pages("objects.index", "objects.show", "record_id", {"of": str(one.key)}),
        within=CustomRecord.object == one.id,
        given={"object": one.id},
    )
