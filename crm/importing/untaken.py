"""Columns of our own files that no import takes by itself, and why: what Kith counts, what other columns say, and numbers."""

from crm.exporting.columns import fields_of
from crm.importing.headers import compact
from crm.kinds import CONTACTS, Kind

_TIME = "Kith keeps the time"
WHY = {
    "id": "To match by, if you choose it",
    "business_id": "To check names by, if you choose it",
    "name": "First and last name say it",
    "score": "Kith counts it",
    "people": "Kith counts them",
    "created_at": _TIME,
    "updated_at": _TIME,
    "last_activity_at": _TIME,
    "owner_name": "The owner’s email says it",
    "follower_names": "Their emails say it",
}


def why(heading: str, kind: Kind = CONTACTS) -> str:
    """Why a column of this heading feeds nothing; empty where it is none of ours."""
    bare = compact(heading)
    key = next((key for key, field in fields_of(kind).items() if bare in (compact(key), compact(field.label))), "")
    return WHY.get(key, "")
