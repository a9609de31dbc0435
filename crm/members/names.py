"""What members are called: a name of plain characters, wherever it is given."""

from crm import text
from crm.errors import CrmError

_LONGEST = 200


class NoName(CrmError):
    """Please say your name."""


class BadName(CrmError):
    """Name: “{value}” is not at most {most} plain characters."""


def clean(value: str) -> str:
    """A name as it is kept. Raises NoName and BadName."""
    bare = text.single_line(value)
    if not bare:
        raise NoName()
    if len(bare) > _LONGEST or text.has_control(bare):
        raise BadName(value=text.without_controls(bare)[:40], most=_LONGEST)
    return bare
