"""Passwords: long, not common, hashed with argon2id; checking one takes the same time whether the account exists or not."""

import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from crm.errors import CrmError

_LEAST, _MOST = 12, 1_000
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_dummy = "$argon2id$v=19$m=19456,t=2,p=1$96864x+7HhMDfIMYcvmHJg$kzMvPPzDmrx25BfH+NKdm1u+BuMewhEa508xjTqbm+E"
"""A hash as those of members are, of nobody’s password."""


class TooShort(CrmError):
    """A password needs at least 12 characters. A short sentence works well."""


class TooCommon(CrmError):
    """This password is easy to guess: it is a common one, or made of your name or the office’s. Choose another."""


def accept(password: str, *known: str) -> str:
    """The password, if it is long enough and neither common nor made of words that belong to its owner."""
    if not _LEAST <= len(password) <= _MOST:
        raise TooShort()
    bare = password.casefold()
    left = bare
    for word in sorted({w for text in known for w in re.findall(r"\w{3,}", text.casefold())} | {"kith"}, key=len, reverse=True):
        left = left.replace(word, "")
    if not _common().isdisjoint((bare, re.sub(r"[\W\d_]+", "", bare))) or len(set(left)) < 5:
        raise TooCommon()
    return password


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


def verify(password: str, kept: str | None) -> bool:
    """Whether the password is the kept one; without a kept one the same work is done, and the answer is no."""
    try:
        return _hasher.verify(kept or _dummy, password) and kept is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _common() -> frozenset[str]:
    """Many thousands: they are read when the first password is chosen."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]

    return frozenset(FREQUENCY_LISTS["passwords"])
