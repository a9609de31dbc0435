"""Types that are text of some form: long text, numbers to call, addresses and links."""

import re
from typing import ClassVar

from crm import emails, phones, text
from crm.fields.field import Field
from crm.fields.place import Place
from crm.fields.types.base import Read, Type, Unfit


class Long(Type):
    key, name, unique, sorts = "long", "Long text", False, False

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            bare = text.multi_line(typed)
            if not bare.isprintable() and text.has_control(bare):
                raise Unfit("plain text: it holds a control sign", "control_char")
            return self.fitting(bare, field)

        return read


class Phone(Type):
    key, name = "phone", "Phone"

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            bare = phones.plain(text.single_line(typed))
            if not phones.is_number(bare):
                raise Unfit("a phone number", "phone")
            return self.fitting(bare, field)

        return read

    def needle(self, value: str) -> str:
        """Its digits, however it is written."""
        return phones.digits(None, value)


class Email(Type):
    key, name = "email", "Email"

    def reader(self, field: Field, place: Place) -> Read:
        def read(typed: str) -> str:
            bare = text.single_line(typed)
            if not emails.is_address(bare):
                raise Unfit("an email address", "email")
            return self.fitting(bare, field)

        return read


class Url(Type):
    key, name = "url", "Link"
    _SHAPE: ClassVar = re.compile(r"https?://[^\s/?#<>\"'()@]+\.[^\s/?#<>\"'()@]+(?:[/?#]\S*)?", re.IGNORECASE)

    def fitting(self, bare: str, field: Field) -> str:
        full = bare if bare.lower().startswith(("http://", "https://")) else f"https://{bare}"
        if not self._SHAPE.fullmatch(full):
            raise Unfit("a web address like https://example.com", "url")
        return super().fitting(full, field)
