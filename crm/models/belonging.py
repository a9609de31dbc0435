"""The further businesses of a contact, and those somebody said they have nothing to do with."""

from typing import ClassVar

from crm.models.base import Journalled, Text, reference
from crm.models.business import Business
from crm.models.contact import Contact


class ContactBusiness(Journalled):
    """A contact belongs to a business beside the primary one, which `Contact.business` names: with a role there."""

    contact = reference(Contact)
    business = reference(Business)
    role = Text()
    role_f = Text()

    number = 45
    columns: ClassVar = {1: "state", 2: "contact", 3: "business", 4: "role"}

    class Meta:
        indexes = ((("contact",), False),)

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("business", "contact"),)


class Dismissal(Journalled):
    """Somebody said that a contact does not belong to a business, so it is not suggested again."""

    contact = reference(Contact)
    business = reference(Business)

    number = 46
    columns: ClassVar = {1: "state", 2: "contact", 3: "business"}

    class Meta:
        indexes = ((("contact",), False), (("business",), False))
