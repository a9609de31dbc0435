"""Opt-outs in cells: never lost by a guess; a word nobody can read refuses the row."""

import re

from crm.importing.draft import Convert, Draft
from crm.models.dnc import ALL, CHANNELS, PERSON, STAFF
from crm.text import single_line

_YES = frozenset(
    "yes|y|true|t|1|x|ja|j|oui|o|si|sí|s|sim|da|on|wahr|vrai|verdadero|sann|checked|✓|✔|☑|opted out|opted-out|opt out|opt-out|optout"
    "|unsubscribed|do not contact|dnc|dnd".split("|")
)
_NO = frozenset(
    "no|n|false|f|0|nei|nej|nein|non|não|nao|off|falsch|faux|falso|usann|none|subscribed|unchecked|opted in|opt in|opted-in".split("|")
)
_WORDS = {"all": ALL, "everything": ALL, "e-mail": 1, "sms": 2, "phone": 4, "calls": 4, "letter": 8} | CHANNELS
_RULES = {
    "dnc": (ALL, STAFF),
    "dnc_email": (CHANNELS["email"], STAFF),
    "dnc_text": (CHANNELS["text"], STAFF),
    "dnc_call": (CHANNELS["call"], STAFF),
    "dnc_post": (CHANNELS["post"], STAFF),
    "opted_out": (ALL, PERSON),
    "unsubscribed": (CHANNELS["email"], PERSON),
}
_PARTING = re.compile(r"[;,]")


def opt_out(key: str) -> Convert:
    """Yes, no, or the channels a person may not be reached by; `!` before what the person asked for, as opposed to the office."""
    channels, rank = _RULES[key]

    def convert(cell: str, draft: Draft) -> str | None:
        word = single_line(cell).casefold()
        if word in _YES:
            draft.dnc.append((channels, rank))
        elif word not in _NO:
            found = [_channel(entry.strip()) for entry in _PARTING.split(word) if entry.strip()]
            if channels != ALL or not found or None in found:
                return "boolean"
            draft.dnc += [f for f in found if f]
        return None

    return convert


def _channel(word: str) -> tuple[int, int] | None:
    bare = word.removeprefix("!").strip()
    rank = PERSON if word.startswith("!") else STAFF
    return (_WORDS[bare], rank) if bare in _WORDS else (ALL, rank) if bare in _YES else None


def unsubscribed_at(cell: str, draft: Draft) -> str | None:
    """Mailchimp's time of an unsubscription: the person's own act. The time itself has no field."""
    draft.dnc.append((CHANNELS["email"], PERSON))
    return "choice"


def bounced_at(cell: str, draft: Draft) -> str | None:
    """Mailchimp's time of a hard bounce: the address is no good. The time itself has no field."""
    draft.emails = [(label, address, key, 0) for label, address, key, _ in draft.emails]
    return "choice"


def marketing_status(cell: str, draft: Draft) -> str | None:
    """Pipedrive's marketing status: only “unsubscribed” is an opt-out, “bounced” marks the address. The word has no field."""
    word = cell.casefold()
    if word == "unsubscribed":
        unsubscribed_at(cell, draft)
    if word == "bounced":
        bounced_at(cell, draft)
    return "choice"
