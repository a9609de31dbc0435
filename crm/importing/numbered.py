"""Numbers of businesses beside their names: a number only checks the name, so one of another office never leads to a stranger."""

from collections.abc import Sequence

from crm import access
from crm.db import among
from crm.fold import fold
from crm.importing.draft import Draft
from crm.importing.options import Options
from crm.models import LIVE, Business, Member

REASON = "business_number"


class Businesses:
    """The businesses that rows of a file name by number, as far as a member sees them."""

    def __init__(self, options: Options, by: Member) -> None:
        self.options, self.by = options, by
        self._names: dict[int, str] = {}

    def look_up(self, drafts: Sequence[Draft]) -> None:
        """Read what these rows' numbers are called now; one query, and none where there is no number."""
        ids = sorted({draft.business_id for draft in drafts if draft.business_id is not None})
        living = Business.select(Business.id, Business.name_f).where(among(Business.id, ids) & (Business.state == LIVE)) if ids else None
        self._names = {} if living is None else dict(access.visible(living, self.by).tuples())

    def why(self, draft: Draft) -> str:
        """The reason why a row can't be taken: its number is no living business of the name beside it, and isn't to be left blank."""
        if draft.business_id is None or self.options.leaves_blank(REASON):
            return ""
        return "" if self._names.get(draft.business_id) == fold(draft.values.get("business", "")) else REASON
