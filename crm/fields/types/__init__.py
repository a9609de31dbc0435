"""The types of custom fields: for each, how typed text is read, the one canonical form, what it is found by, and how it is shown."""

from crm.fields.field import Field
from crm.fields.types.amounts import Money, Number, YesNo, currency_of
from crm.fields.types.base import CUT, Keys, Type, Unfit
from crm.fields.types.choices import CHOICES, Choice, chosen, option, option_ids
from crm.fields.types.links import Attachment, Reference
from crm.fields.types.texts import Email, Long, Phone, Url
from crm.fields.types.times import Date, DateTime

TYPES: dict[str, Type] = {
    one.key: one
    for one in (
        Type(),
        Long(),
        Number(),
        Money(),
        Date(),
        DateTime(),
        YesNo(),
        Choice(),
        CHOICES,
        Phone(),
        Email(),
        Url(),
        Reference(),
        Attachment(),
    )
}
"""Every type by its key, in the order people are offered them."""


def type_of(field: Field) -> Type:
    """The type of a custom field."""
    return TYPES[field.type]


__all__ = ["CUT", "TYPES", "Keys", "Type", "Unfit", "chosen", "currency_of", "option", "option_ids", "type_of"]
