"""What can be set, where, and by which words it is found."""

from typing import NamedTuple

from crm.access import is_admin, may_edit
from crm.fold import fold
from crm.models import Member


class Place(NamedTuple):
    """One page of settings: endpoint, icon, name, what it holds, more words it is found by, who has it: everybody, editors or admins."""

    endpoint: str
    icon: str
    name: str
    holds: str
    words: str = ""
    who: str = "everybody"


SECTIONS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "You",
        (
            Place("notices.index", "bell", "Notifications", "What others did to whom and what you follow", "bell mention unread followers"),
            Place(
                "profile.show",
                "bell",
                "What you are told",
                "At the bell, by email at once or once a day",
                "notifications digest email mail",
            ),
            Place("profile.show", "user", "Your profile", "Name, password, where you are signed in", "sign out sessions security"),
            Place(
                "profile.show",
                "moon",
                "Appearance",
                "Dark or light, dates, rows a page, keyboard keys",
                "theme locale language shortcuts time zone",
            ),
        ),
    ),
    (
        "Office",
        (
            Place(
                "settings.show_office",
                "building-store",
                "Office details",
                "Name, time zone, country of phone numbers, paper",
                "letter a4 print region",
                "admins",
            ),
            Place(
                "members.index",
                "users-group",
                "Members",
                "Who may sign in, and what they may do",
                "invite role viewer admin owner deactivate password users team",
                "admins",
            ),
        ),
    ),
    (
        "Your data",
        (
            Place(
                "fields.index",
                "forms",
                "Fields",
                "Fields of your own trade, their folders, order and choices",
                "custom field column required unique option dropdown",
                "admins",
            ),
            Place(
                "fields.types",
                "circle",
                "Contact types",
                "Lead, customer: what somebody may be to the office, and how many are",
                "type lead customer status stage option",
                "admins",
            ),
            Place(
                "tags.index", "tag", "Tags", "What tags are called, their colours, who carries them", "label merge rename colour", "admins"
            ),
            Place(
                "objects.define",
                "stack-2",
                "Objects",
                "Boats, horses, contracts: whatever your trade is about beside people",
                "custom object table kind record",
                "admins",
            ),
            Place(
                "associations.index",
                "link",
                "Labels of links",
                "What records are to each other: manager and report, spouse, lawyer",
                "association relationship relation label pair limit",
                "admins",
            ),
            Place("imports.new", "upload", "Import", "Bring people in from a file", "csv excel google outlook", "editors"),
            Place("exports.new", "printer", "Print and export", "Take people out as a file", "download csv excel xlsx backup labels pdf"),
            Place("contacts.archived", "archive", "Archive", "People who were put away", "deleted trash restore"),
            Place(
                "activity.index",
                "history",
                "Activity",
                "Everything anyone did, by whom and to whom, as a file too",
                "audit log csv history",
            ),
            Place("operations.index", "list-check", "Operations", "Everything that was done, with undo", "history undo audit"),
        ),
    ),
    ("Help", (Place("palette.help", "keyboard", "Keys and help", "Every shortcut, and how things work", "shortcuts question"),)),
)


def found(sought: str, member: Member) -> list[tuple[str, list[Place]]]:
    """The places a member has whose name, contents or words hold every word that is sought."""
    words = fold(sought).split()

    def fits(place: Place) -> bool:
        text = fold(f"{place.name} {place.holds} {place.words}")
        allowed = {"everybody": True, "editors": may_edit(member), "admins": is_admin(member)}[place.who]
        return allowed and all(word in text for word in words)

    sections = ((title, [place for place in places if fits(place)]) for title, places in SECTIONS)
    return [(title, places) for title, places in sections if places]
