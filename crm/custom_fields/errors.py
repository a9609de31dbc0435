"""What can be wrong with the description of a field."""

from crm.errors import CrmError


class BadLabel(CrmError):
    """A {what} needs a name of 1 to {limit} characters."""


class LabelTaken(CrmError):
    """There is a {what} called “{label}” already. Choose another name, or use that one."""

    status = 409


class NoSuchType(CrmError):
    """There is no type “{type}” of field."""


class NotForThis(CrmError):
    """{what} is not possible for a field of type {type}."""


class NeedsOptions(CrmError):
    """A choice needs at least one option to choose from."""


class NotUniqueNow(CrmError):
    """“{label}” can’t be unique: {count} of its values are on several records, for example “{example}”. Change those first."""

    status = 409


class WouldLose(CrmError):
    """Changing “{label}” to {type} would drop {lost} of {total} values. Nothing was changed; say that they may go to do it."""

    status = 409


class NoSuchCurrency(CrmError):
    """“{currency}” is not a currency; write its three letters, like EUR."""


class OtherDecimals(CrmError):
    """{was} and {currency} have different decimals, so amounts can’t be read as the other. Make a new field instead."""

    status = 409


class NoSuchTarget(CrmError):
    """A link points to contacts, to businesses or to an object of yours that is there. Choose one of those."""


class TooManyOptions(CrmError):
    """“{label}” holds more than {limit} different words, too many to choose from. Make it a text instead."""
