"""What is wrong with a filter, and where."""

from crm.errors import CrmError


class BadFilter(CrmError):
    """This filter can’t be used: {what} (at {where}). Nothing was selected."""
