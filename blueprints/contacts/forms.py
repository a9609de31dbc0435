"""What one may type about a person; the fields come from the registry, the office's own behind the others."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wtforms import Form, StringField, TextAreaField

from crm.fields import FIELDS, custom

_STANDARD = (
    ("Person", ("first_name", "last_name", "type", "business", "job_title", "owner", "source", "birth_date")),
    ("Address", ("street", "city", "region", "postal_code", "country")),
    ("More", ("website", "timezone", "language")),
)
_LONG = ("street",)

Groups = tuple[tuple[str, tuple[str, ...]], ...]


def groups() -> Groups:
    """The fields of a form and of the record by what they are about: title, keys; a folder of the office's own is a group."""
    fields = FIELDS.custom
    titles = [(folder.id, folder.name) for folder in custom.folders(FIELDS.subject)] + [(None, "Other")]
    own = ((title, tuple(key for key, known in fields.items() if known.own.folder == folder)) for folder, title in titles)
    return (*_STANDARD, *((title, keys) for title, keys in own if keys))


def edited() -> tuple[str, ...]:
    """The keys of all of them."""
    return tuple(key for _, keys in groups() for key in keys)


class _Several(StringField):  # type: ignore[misc]
    """What was ticked, as one text; an empty input before the boxes says that the form has the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = "; ".join(value for value in valuelist if value)


@lru_cache(maxsize=50)
def _form(keys: tuple[str, ...]) -> type[Form]:
    fields = {
        key: TextAreaField(default="") if key in _LONG else StringField(default="") for key in keys if not key.startswith(custom.PREFIX)
    }
    own = {key: _Several(default="") for key in keys if key not in fields}
    return type("_Fields", (Form,), {**fields, **own})


def edit_form(formdata: Any = None, data: Mapping[str, Any] | None = None) -> Form:
    """The fields of a person who exists."""
    return _form(edited())(formdata, data=data)


def new_form(formdata: Any = None, data: Mapping[str, Any] | None = None) -> Form:
    """A new person: fields, and the first address and number."""
    return _form((*edited(), "email", "phone"))(formdata, data=data)


def typed(form: Form, sent: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, by field key; of the office's own fields only those the form had."""
    return {key: form[key].data or "" for key in edited() if key in sent or not key.startswith(custom.PREFIX)}
