"""The sidebar: an entry appears when its part exists, and is marked on every page that belongs to it."""

from typing import NamedTuple


class Entry(NamedTuple):
    """One entry: endpoint, label, icon, the section it stands under, and whether viewers have it."""

    endpoint: str
    label: str
    icon: str
    section: str = ""
    for_viewers: bool = True


ENTRIES = (
    Entry("tasks.today", "Today", "home"),
    Entry("tasks.index", "Tasks", "checkbox"),
    Entry("contacts.index", "Contacts", "address-book"),
    Entry("businesses.index", "Businesses", "building"),
    Entry("imports.new", "Import", "upload", "Data", for_viewers=False),
    Entry("exports.new", "Print & export", "printer", "Data"),
    Entry("operations.index", "Operations", "list-check", "Data"),
    Entry("activity.index", "Activity", "history", "Data"),
    Entry("contacts.archived", "Archive", "archive", "Data"),
)
_ENDPOINTS = frozenset(entry.endpoint for entry in ENTRIES)
_ELSEWHERE = {"imports": "imports.new", "exports": "exports.new", "prints": "exports.new"}
"""Parts of Kith whose entry is not their index."""


def place(here: str, of: str = "") -> str:
    """The endpoint of the entry that a page belongs to, by the page's own; for a record of the office's own objects the key of its kind, `of`."""
    part = here.partition(".")[0]
    if here in _ENDPOINTS or part == "objects":
        return here if here in _ENDPOINTS else of
    if part in ("lists", "records"):
        return f"{of or 'contacts'}.index" if of in ("", "contacts", "businesses") else of
    return _ELSEWHERE.get(part, f"{part}.index")
