"""Headings that mean a field: in several languages, whatever their case, spacing and punctuation."""

import re
from collections.abc import Sequence

from crm.fields import FIELDS
from crm.fields.custom import PREFIX
from crm.fields.standard import CONTACT
from crm.fold import fold
from crm.importing.aliases import ALIASES, read
from crm.importing.columns import OUTCOME, PHOTO, Column
from crm.text import single_line

_EMAIL = frozenset("email emails mail epost courriel correo mailadresse mailadress".split())
_PHONE = frozenset(
    "phone telephone tel telefon telefonnummer telefono tlf mobile mobil mobiltelefon mobilnummer handy handynummer cell cellphone movil "
    "portable fax telefax pager".split()
)
_FILLING = frozenset("address adresse addr value number no nr 1 2 3 4 5 6 7 8 9 the of".split())
_LABELS = frozenset(
    (
        "home work business office mobile mobil movil portable cell cellphone handy other private personal main company direct "
        "assistant assistants asst fax telefax pager car callback radio primary secondary alternate alternative second third "
        "additional day daytime evening night weekend school switchboard landline whatsapp sms privat private privee prive "
        "geschaftlich dienstlich arbeit arbeid jobb hjem hjemme sentralbord bureau domicile travail pro professionnel fixe casa "
        "trabajo oficina personal fijo local toll free head hq mobiltelefon mobilnummer handynummer "
    ).split()
)
_MOBILE = frozenset("cell cellphone mobil mobiltelefon mobilnummer handy handynummer movil portable".split())
_ABROAD = {
    "name": (("vorname", "voornaam", "fornamn", "fornavn", "prenom"), "last_name", "name"),
    "naam": (("voornaam",), "last_name", "name"),
    "nom": (("prenom",), "last_name", "name"),
    "nombre": (("apellido", "apellidos"), "first_name", "name"),
    "nome": (("cognome", "sobrenome", "apelido"), "first_name", "name"),
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_PARTING = re.compile(r"[^\w]+|_+")
_OWNED = re.compile(r"['’]s\b|(?<=\w)['’](?=t\b)")
_MAIL = re.compile(r"\b(e) (mail|post)")


def compact(heading: str) -> str:
    """What headings are compared by: their words, without case, accents, blanks and punctuation."""
    return fold("".join(_words(heading)))


def meaning(heading: str) -> Column | None:
    """What a heading alone means, with the label it gives to addresses or numbers; None where it means nothing to us."""
    bare = compact(heading)
    if bare in _OUTCOME:
        return Column("id" if bare == "kithcontactid" else None, silent=True)
    if (own := _own(heading, bare)) is not None:
        return Column(own)
    return Column(_KNOWN[bare]) if bare in _KNOWN else _of_several(_words(heading))


def _own(heading: str, bare: str) -> str | None:
    """The office's own field of this key, or of this label where no standard field is called so too."""
    key = heading.strip().casefold()
    if key.startswith(PREFIX) and key in FIELDS.custom:
        return key
    return None if bare in _KNOWN else next((f.key for f in FIELDS.custom.values() if compact(f.label) == bare), None)


def in_company(header: Sequence[str]) -> dict[int, Column]:
    """Headings that mean one thing beside some others and another without, by column number.

    A German “Name” beside “Vorname” is the last name; a Spanish “Nombre” is the first name where “Apellidos” stands beside it.
    """
    found = [compact(h) for h in header]
    special = {}
    for i, bare in enumerate(found):
        if bare in _ABROAD:
            company, beside, alone = _ABROAD[bare]
            special[i] = Column(beside if set(company) & set(found) else alone)
    return special


def _of_several(words: list[str]) -> Column | None:
    """A heading made of a word for an address or a number and words that say which: “Work e-mail 2”, “Mobile phone”."""
    said = {w: f for w in words if (f := fold(w)) not in _FILLING}
    for key, nouns in (("emails", _EMAIL), ("phones", _PHONE)):
        labels = {w: f for w, f in said.items() if f not in nouns or f in _LABELS}
        if nouns & set(said.values()) and _LABELS.issuperset(labels.values()):
            return Column(key, label=" ".join(dict.fromkeys("mobile" if f in _MOBILE else w for w, f in labels.items())))
    return None


def _words(heading: str) -> list[str]:
    """The words of a heading in lower case; “e-mail” is one word."""
    parted = _CAMEL.sub(" ", _OWNED.sub("", single_line(heading)))
    return _MAIL.sub(r"\1\2", " ".join(_PARTING.sub(" ", parted).lower().split())).split()


_NAMES = read(ALIASES)
_KNOWN = {compact(name): key for key, names in _NAMES.items() for name in (key, *names)}
_KNOWN |= {compact(f.label): f.key for f in CONTACT.values() if f.key in _NAMES}
_KNOWN[compact(PHOTO)] = "photo"
_OUTCOME = frozenset(compact(heading) for heading in OUTCOME)
