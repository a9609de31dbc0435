"""Why a bulk act is refused before it begins."""

from crm.errors import CrmError


class NoSuchAction(CrmError):
    """There is no bulk action “{key}”."""


class Unfit(CrmError):
    """“{act}” is not for {many}: nothing was changed."""


class Unsettable(CrmError):
    """{label} can’t be set for many at once. Tags, followers and Do not contact have acts of their own; what Kith counts or notes by itself can’t be set."""


class Unsaid(CrmError):
    """{what}"""


class NobodyChosen(CrmError):
    """{none} is chosen. Tick at least one row; nothing was changed."""


class Begun(CrmError):
    """This was already started; nothing was done twice."""

    status = 409


class Expired(CrmError):
    """This choice was made more than a day ago and is no longer kept. Choose again; nothing was changed."""

    status = 409
