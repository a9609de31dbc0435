"""What addresses and numbers are called on cards: the words of the standard, and names that people gave."""

import re
from collections.abc import Mapping

from crm import text
from crm.importing.cards.properties import Property

_APPLE = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)
_WORDS = {"cell": "mobile"}
_TYPES = {label: word for word, label in _WORDS.items()}
_ORDER = ("home", "work", "other", "main", "mobile", "fax", "pager")
_STANDARD = {"EMAIL": ("home", "work"), "TEL": ("home", "work", "mobile", "fax", "pager")}
_SAY_NOTHING = frozenset("internet pref voice x400 msg video text textphone dom intl postal parcel uri".split())
_LEAST = 100


def label_of(one: Property, names: Mapping[str, str]) -> str:
    """What an address or number is called; `names` are those that people gave, by group."""
    if named := names.get(one.group) if one.group else None:
        found = _APPLE.fullmatch(named.strip())
        return text.label(found[1].lower() if found else named)
    words = {_WORDS.get(w, w) for w in (word.removeprefix("x-") for word in one.types) if w not in _SAY_NOTHING}
    return text.label(" ".join(sorted(words, key=lambda w: (_ORDER.index(w) if w in _ORDER else len(_ORDER), w))))


def types_of(label: str, name: str) -> list[str] | None:
    """The words of the standard that mean this label of a property, or None where it needs a name of its own."""
    words = label.split(" ") if label else []
    known = words == [w for w in _ORDER if w in words and w in _STANDARD[name]]
    return [_TYPES.get(w, w) for w in words] if known else None


def rank(one: Property) -> int:
    """How much one is preferred to others of its kind; 1 is the first."""
    told = one.parameters.get("pref", [""])[0]
    if told.isascii() and told.isdigit() and len(told) < 4:
        return int(told)
    return 1 if "pref" in one.types else _LEAST + 1
