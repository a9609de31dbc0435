"""The fields every contact and every business has, and which of them a file of ours carries."""

from crm.fields.field import Field
from crm.models import Business, Contact, ContactDetail, CustomRecord


def _hot(key: str, label: str, type: str = "text", limit: int = 1_000, sortable: str | None = None) -> Field:
    return Field(key, label, type, Contact, key, limit, sortable)


def _cold(key: str, label: str, type: str = "text", limit: int = 1_000) -> Field:
    return Field(key, label, type, ContactDetail, key, limit)


def _read(key: str, label: str, type: str, sortable: str | None = None) -> Field:
    return Field(key, label, type, sortable=sortable)


_ALL = (
    _read("id", "Number", "number"),
    _hot("first_name", "First name", limit=200),
    _hot("last_name", "Last name", limit=200, sortable="sort_f"),
    _read("name", "Name", "text", sortable="sort_f"),
    _read("email", "Email", "text"),
    _read("emails", "Emails", "many"),
    _read("phone", "Phone", "text"),
    _read("phones", "Phones", "many"),
    _hot("type", "Type", "choice"),
    _hot("business", "Business", "business", limit=200),
    _cold("job_title", "Job title", limit=200),
    _hot("source", "Source", limit=200, sortable="source_f"),
    _hot("owner", "Owner", "member"),
    _read("followers", "Followers", "many"),
    _read("tags", "Tags", "many"),
    _cold("street", "Street", "long", limit=1_000),
    _hot("city", "City", limit=200, sortable="city_f"),
    _cold("region", "Region", limit=200),
    _cold("postal_code", "Postal code", limit=200),
    _cold("country", "Country", "country"),
    _cold("website", "Website", limit=1_000),
    _cold("timezone", "Time zone", "timezone"),
    _cold("language", "Language", limit=200),
    _hot("birth_date", "Date of birth", "date", sortable="birth_date"),
    _read("dnc", "Do not contact", "dnc"),
    _read("score", "Score", "number", sortable="score"),
    _read("note", "Note", "note"),
    _read("created_at", "Created", "time", sortable="created_at"),
    _read("updated_at", "Updated", "time", sortable="updated_at"),
    _read("last_activity_at", "Last activity", "time", sortable="last_activity_at"),
)

CONTACT: dict[str, Field] = {f.key: f for f in _ALL}

CONTACT_DATA: tuple[str, ...] = tuple(
    "first_name last_name emails phones type business job_title source owner followers tags street city region "
    "postal_code country website timezone language birth_date dnc note".split()
)
"""The fields that a re-import can carry, in the order of our files."""


def _of_business(key: str, label: str, type: str = "text", limit: int = 200, sortable: str | None = None) -> Field:
    return Field(key, label, type, Business, key, limit, sortable)


BUSINESS: dict[str, Field] = {
    f.key: f
    for f in (
        _read("id", "Number", "number"),
        _of_business("name", "Name", sortable="name_f"),
        _of_business("phone", "Phone", "phone"),
        _of_business("email", "Email", "email"),
        _of_business("website", "Website", limit=1_000),
        _of_business("industry", "Industry", sortable="industry_f"),
        _of_business("owner", "Owner", "member"),
        _read("followers", "Followers", "many"),
        _of_business("street", "Street", "long", limit=1_000),
        _of_business("city", "City", sortable="city_f"),
        _of_business("region", "Region"),
        _of_business("postal_code", "Postal code"),
        _of_business("country", "Country", "country"),
        _of_business("about", "About", "long", limit=5_000),
        _read("people", "People", "number"),
        _read("created_at", "Created", "time", sortable="created_at"),
    )
}

BUSINESS_DATA: tuple[str, ...] = tuple(key for key, known in BUSINESS.items() if known.column or known.type == "many")
"""The fields of a business that a re-import can carry, in the order of our files."""


RECORD: dict[str, Field] = {
    f.key: f
    for f in (
        _read("id", "Number", "number"),
        Field("name", "Name", "text", CustomRecord, "name", 200, "name_f"),
        Field("owner", "Owner", "member", CustomRecord, "owner", 200),
        _read("followers", "Followers", "many"),
        _read("created_at", "Created", "time", sortable="created_at"),
    )
}
"""What every record of an object of the office's own has; the rest are custom fields."""
