"""Email addresses: which are real, and what they are matched by."""

import re
from functools import lru_cache

from crm.fold import fold_once

_PLAIN = re.compile(r"[A-Za-z0-9_'+-]+(?:\.[A-Za-z0-9_'+-]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,}")
_LOCAL, _DOMAIN = 64, 63


def key(address: str) -> str:
    """What an address is matched by: trimmed, lower case; plus tags and dots count."""
    return address.strip().lower()


def folded(address: str) -> str | None:
    """What filters and the search read an address as, in which accents don't matter; None where that is its key, as it nearly always is."""
    own = key(address)
    bare = fold_once(own)
    return None if bare == own else bare


def is_address(text: str) -> bool:
    """Whether a text is one email address by its form; nothing is looked up."""
    at = text.find("@")
    if not 0 < at <= _LOCAL:
        return False
    return bool(len(text) - at - 1 <= _DOMAIN and _PLAIN.fullmatch(text)) or _is_unusual(text)


@lru_cache(maxsize=4_096)
def _is_unusual(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    _, dot, last = found.ascii_domain.rpartition(".")
    return bool(dot) and len(last) > 1 and not last.isdigit()
