"""The sidebar: an entry appears when its part exists."""

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
