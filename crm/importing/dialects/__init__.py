"""The exports of other programs that map themselves."""

import re
from collections.abc import Sequence

from crm.exporting import beside
from crm.fields import FIELDS
from crm.importing.dialects.dialect import Dialect
from crm.importing.dialects.google import GOOGLE
from crm.importing.dialects.highlevel import HIGHLEVEL
from crm.importing.dialects.hubspot import HUBSPOT
from crm.importing.dialects.mailchimp import MAILCHIMP
from crm.importing.dialects.outlook import OUTLOOK
from crm.importing.dialects.pipedrive import PIPEDRIVE
from crm.importing.dialects.salesforce import SALESFORCE
from crm.importing.headers import compact
from crm.kinds import CONTACTS

DIALECTS = {d.key: d for d in (GOOGLE, OUTLOOK, HUBSPOT, SALESFORCE, PIPEDRIVE, HIGHLEVEL, MAILCHIMP)}


_LINKS = re.compile(r"link_\d+[ab]|Link: .+")
"""What our files call a column of links."""


def which(header: Sequence[str]) -> Dialect | None:
    """The dialect a header is written in, or None; what has none but our own headings is a file of ours."""
    if {compact(heading) for heading in header if not _LINKS.fullmatch(heading)} <= {
        compact(name) for f in (*FIELDS.values(), *beside.fields_of(CONTACTS).values()) for name in (f.key, f.label)
    }:
        return None
    likely = max(DIALECTS.values(), key=lambda d: d.likeness(header))
    return likely if likely.likeness(header) >= 0 else None


__all__ = ["DIALECTS", "Dialect", "which"]
