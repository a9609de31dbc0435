"""The first owner: made by whoever holds the one-time code that the program printed."""

import hashlib
import hmac
import secrets

from crm import members
from crm.errors import CrmError
from crm.models import Member, Setting

_KEY = "setup_code"
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class WrongCode(CrmError):
    """That isn’t the setup code. It stands in the window where Kith was started; a new start prints a new one."""

    status = 403


def new_code() -> str | None:
    """A fresh one-time code of 20 letters and figures (100 bits); None once there is an owner."""
    if members.owner() is not None:
        return None
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(4))
    Setting.insert(key=_KEY, value=_hash(code)).on_conflict(conflict_target=[Setting.key], update={Setting.value: _hash(code)}).execute()
    return code


def create_owner(code: str, name: str, email: str, password: str) -> Member:
    """Make the first owner with the code; it works once."""
    kept = Setting.get_or_none(Setting.key == _KEY)
    if kept is None or not hmac.compare_digest(kept.value, _hash(code.strip().upper())):
        raise WrongCode()
    made = members.create_owner(name, email, password)
    Setting.delete().where(Setting.key == _KEY).execute()
    return made


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
