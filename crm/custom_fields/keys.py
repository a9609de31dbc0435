"""Keys of fields and options: made from their first label, never changed after, so that files and filters keep their meaning."""

import re
from collections.abc import Container

from crm.fold import fold

_SIGNS = re.compile(r"[\W_]+")
_LONGEST = 60


def made_from(label: str, taken: Container[str], otherwise: str) -> str:
    """A key like the label, with a number where that is taken; `otherwise` where the label has neither letters nor digits."""
    stem = _SIGNS.sub("_", fold(label)).strip("_")[:_LONGEST].rstrip("_") or otherwise
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key
