"""What can be wrong with objects of the office's own and their records."""

from crm.errors import CrmError


class BadWords(CrmError):
    """Say what one and many of them are called, in 1 to 40 characters each. Nothing was saved."""


class WordsTaken(CrmError):
    """Something is called {words}, or one of them so, already. Nothing was changed."""

    status = 409


class ObjectGone(CrmError):
    """The object {words} was deleted meanwhile. Nothing was changed."""

    status = 409


class BadName(CrmError):
    """A {one} needs a name of 1 to 200 characters. Nothing was saved."""


class RecordGone(CrmError):
    """{name} is not there any more. Nothing was changed."""

    status = 409
