"""The words a field takes: what a file's words may stand for."""

from crm import countries
from crm.kinds import CONTACTS, Kind
from crm.models import LIVE, Choice, Member


def of(key: str, kind: Kind = CONTACTS) -> list[tuple[str, str]]:
    """What may stand in a field that only takes words it knows: (word as a file would say it, label)."""
    if key == "type":
        rows = Choice.select(Choice.key, Choice.label).where((Choice.field == "type") & (Choice.state == LIVE))
        return list(rows.order_by(Choice.label).tuples())
    if key == "owner":
        return list(Member.select(Member.email_key, Member.name).where(Member.state == LIVE).order_by(Member.name).tuples())
    if key == "country":
        return sorted(countries.names().items(), key=lambda one: one[1])
    if key in kind.fields.custom:
        return [(option.label, option.label) for option in kind.fields[key].own.options]
    return []
