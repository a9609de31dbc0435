"""Businesses beside the first, and numbers beside names: a number only checks the name, so one of another office never leads to a stranger."""

from collections.abc import Sequence
from typing import Any

from crm import access
from crm.db import among
from crm.fold import fold
from crm.importing import further
from crm.importing.draft import Draft
from crm.importing.session import Session
from crm.models import LIVE, Business, Member

REASON = "business_number"


class Businesses:
    """The businesses that rows of a file name by number, as far as a member sees them.

    Numbers beside further businesses count where the file has a column of numbers that somebody said to be those of this office.
    """

    def __init__(self, session: Session, by: Member) -> None:
        self.options, self.by = session.options, by
        self._counts = any(column.key == "business_id" for column in session.plan.columns)
        self._names: dict[int, str] = {}

    def look_up(self, drafts: Sequence[Draft]) -> None:
        """Read what these rows' numbers are called now, and say which further businesses they mean; no query where there are none."""
        ways = [way for draft in drafts for entry in draft.entries for way in entry]
        ids = {draft.business_id for draft in drafts} | {way.number for way in ways}
        self._names = dict(self._living(Business.id, [i for i in ids if i is not None]))
        unsure = {fold(entry[-1].name) for draft in drafts for entry in draft.entries if entry[-1].number is None and len(entry) > 1}
        there = {name for _, name in self._living(Business.name_f, list(unsure))}
        for draft in drafts:
            if draft.entries:
                further.settle(draft, self._names, there)

    def why(self, draft: Draft) -> str:
        """The reason why a row can't be taken: a number is no living business of the name beside it, and isn't to be left blank."""
        if self.options.leaves_blank(REASON):
            return ""
        if draft.business_id is not None and self._names.get(draft.business_id) != fold(draft.values.get("business", "")):
            return REASON
        numbered = [ways for ways in draft.entries if ways[0].number is not None] if self._counts else []
        return REASON if any(not any(further.fits(way, self._names) for way in ways) for ways in numbered) else ""

    def _living(self, column: Any, values: Sequence[Any]) -> list[tuple[int, str]]:
        """(number, folded name) of the living businesses that a column tells."""
        found = Business.select(Business.id, Business.name_f).where(among(column, sorted(values)) & (Business.state == LIVE))
        return list(access.visible(found, self.by).tuples()) if values else []
