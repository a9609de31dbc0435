"""What one may type about a person; the fields come from the registry."""

from wtforms import Form, StringField, TextAreaField

GROUPS = (
    ("Person", ("first_name", "last_name", "type", "business", "job_title", "owner", "source", "birth_date")),
    ("Address", ("street", "city", "region", "postal_code", "country")),
    ("More", ("website", "timezone", "language")),
)
EDITED = tuple(key for _, keys in GROUPS for key in keys)
_LONG = ("street",)


class _Fields(Form):
    """One text for every field that is one cell."""


for _key in EDITED:
    setattr(_Fields, _key, TextAreaField(default="") if _key in _LONG else StringField(default=""))


class Edit(_Fields):
    """The fields of a person who exists."""


class New(_Fields):
    """A new person: fields, and the first address and number."""

    email = StringField(default="")
    phone = StringField(default="")


def typed(form: Form) -> dict[str, str]:
    """What was typed, by field key."""
    return {key: form[key].data or "" for key in EDITED}
