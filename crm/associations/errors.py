"""What can be wrong with links and their labels."""

from crm.errors import CrmError


class NotLinkable(CrmError):
    """Choose how the two belong together from the list."""


class NothingFound(CrmError):
    """{many} called “{typed}”: none was found. Nothing was linked; check the name."""


class WhichOne(CrmError):
    """Several {many} are found by “{typed}”. Choose one of them."""


class WithItself(CrmError):
    """A record can’t be linked to itself."""


class LimitReached(CrmError):
    """{name} has {words} already{other}, and may have one only. Remove that link first; nothing was changed."""

    status = 409


class LabelGone(CrmError):
    """The label “{words}” was deleted meanwhile. Nothing was changed."""

    status = 409


class BadLabel(CrmError):
    """A label needs between 1 and 60 characters."""


class NoSuchKind(CrmError):
    """Choose the kinds of records that the label links."""


class NoSuchLimit(CrmError):
    """Choose from the list how many links of this label a record may have; nothing was changed."""


class NeedsOne(CrmError):
    """Both ends are called the same, so that both may have one, or both several."""


class SidesStay(CrmError):
    """Links carry this label already as it reads now: one word, or one for each side. Make another label instead; nothing was changed."""

    status = 409


class SameLabel(CrmError):
    """There is a label “{words}” between these kinds already. Nothing was changed."""

    status = 409


class TooMany(CrmError):
    """{count} records have several by “{words}”, so that it can’t be limited to one. Nothing was changed."""

    status = 409
