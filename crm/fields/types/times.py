"""Types that are days and moments."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from crm import text
from crm.fields import moments
from crm.fields.field import Field
from crm.fields.place import Place
from crm.fields.types.base import Keys, Read, Type, Unfit


class Date(Type):
    key, name, asks, by = "date", "Date", "date", "num"

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            found = moments.day(text.single_line(typed))
            if found is None:
                raise Unfit("a date like 2026-05-31", "date")
            return found.isoformat()

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=moments.days(date.fromisoformat(value))),)

    def show(self, field: Field, value: str, place: Place) -> str:
        return date.fromisoformat(value).strftime("%-d %B %Y")


class DateTime(Type):
    key, name, asks, by = "datetime", "Date and time", "time", "num"

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            found = moments.moment(text.single_line(typed), place.zone)
            if found is None:
                raise Unfit("a date with a time, like 2026-05-31 14:30", "date")
            return moments.canonical(found)

        return read

    def keys(self, value: str) -> Sequence[Keys]:
        return (Keys(num=moments.seconds(datetime.fromisoformat(value))),)

    def typed(self, field: Field, value: str, place: Place) -> str:
        return moments.local(datetime.fromisoformat(value), place.zone)

    def show(self, field: Field, value: str, place: Place) -> str:
        return datetime.fromisoformat(value).astimezone(ZoneInfo(place.zone)).strftime("%-d %b %Y %H:%M")
