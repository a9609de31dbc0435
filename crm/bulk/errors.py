"""Why a bulk act is refused before it begins."""

from crm.errors import CrmError


class NoSuchAction(CrmError):
    """There is no bulk action “{key}”."""


class Unsettable(CrmError):
    """{label} can’t be set for many people at once. Tags, followers and Do not contact have acts of their own; what Kith counts or notes by itself can’t be set."""


class Unsaid(CrmError):
    """{what}"""


class NobodyChosen(CrmError):
    """Nobody is chosen. Tick somebody first; nothing was changed."""


class Begun(CrmError):
    """This was already started; nothing was done twice."""

    status = 409


class Expired(CrmError):
    """This choice was made more than a day ago and is no longer kept. Choose the people again; nothing was changed."""

    status = 409
