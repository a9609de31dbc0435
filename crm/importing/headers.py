"""Headings that mean a field: in several languages, whatever their case, spacing and punctuation."""

import re
from collections.abc import Sequence

from crm.fields import FIELDS
from crm.fold import fold

_ALIASES = {
    "first_name": "first name|firstname|given name|forename|christian name|fname|vorname|prénom|prenom|nombre|fornavn|förnamn|voornaam|nome",
    "middle_name": "middle name|middlename|additional name|second name|mellomnavn|zweiter vorname",
    "last_name": "last name|lastname|surname|family name|lname|nachname|familienname|nom|nom de famille|apellido|apellidos|etternavn|efternamn|achternaam|cognome",
    "suffix": "suffix|name suffix|generational suffix",
    "name": "name|full name|fullname|contact name|display name|contact|person|person name|vollständiger name|nom complet|nombre completo|navn|customer name|client name",
    "email": "email|e mail|email address|e mail address|mail|courriel|adresse email|e mail adresse|correo|correo electronico|epost|e post|e postadresse|primary email|email 1",
    "emails": "emails|additional emails|other emails|secondary email|email addresses",
    "phone": "phone|phone number|phone no|telephone|telephone number|tel|telefon|telefonnummer|téléphone|telefono|teléfono|primary phone|phone 1|telefoonnummer|tlf|phone numbers",
    "phones": "phones|additional phones|other phones",
    "type": "type|contact type|kontakttyp",
    "business": "business|business name|company|company name|organization|organisation|organization name|organization 1 name|account|account name|employer|firma|unternehmen|entreprise|société|empresa|bedrift|företag|associated company|primary associated company|company title",
    "job_title": "job title|jobtitle|title|position|role|organization title|organization 1 title|berufsbezeichnung|funktion|fonction|poste|cargo|stilling",
    "source": "source|lead source|original source|contact source|quelle|kilde|origen",
    "owner": "owner|owner email|assigned to|contact owner email",
    "followers": "followers|follower",
    "tags": "tags|tag|labels|categories|group membership|groups|segments|etiketten|étiquettes|etiquetas|stikkord",
    "street": "street|street address|address|address 1|address line 1|address1|mailing street|mailing address|address 1 street|straße|strasse|adresse|rue|calle|dirección|direccion|gate|gateadresse|street 1",
    "city": "city|town|address 1 city|mailing city|city town|ort|stadt|ville|ciudad|by|poststed|sted|stad|locality",
    "region": "region|state|province|county|state region|state province|address 1 region|mailing state province|mailing state|bundesland|région|provincia|fylke|estado",
    "postal_code": "postal code|zip|zip code|zipcode|postcode|post code|zip postal code|address 1 postal code|mailing zip postal code|mailing postal code|plz|postleitzahl|code postal|código postal|codigo postal|postnummer|postnr",
    "country": "country|country region|country code|address 1 country|mailing country|land|pays|país|pais",
    "website": "website|web site|web page|url|homepage|website url|website 1 value|webseite|site web|sitio web|nettside|web",
    "timezone": "time zone|timezone|zeitzone|tidssone",
    "language": "language|preferred language|sprache|langue|idioma|språk",
    "birth_date": "birth date|birthdate|birthday|date of birth|dob|birth|geburtstag|geburtsdatum|date de naissance|anniversaire|fecha de nacimiento|fødselsdato|fødselsdag|födelsedatum",
    "dnc": "do not contact|dnc|do not disturb|dnd|opt out|opted out|optout|unsubscribed|nicht kontaktieren|kontakt unerwünscht|ne pas contacter|no contactar",
    "dnc_email": "email opt out|has opted out of email|unsubscribed from email|do not email|email optout",
    "dnc_call": "do not call|dnc call|no calls",
    "dnc_text": "do not text|sms opt out",
    "dnc_post": "do not mail|do not post|no mail",
    "note": "note|notes|comment|comments|remarks|memo|notizen|bemerkung|bemerkungen|anmerkung|remarque|remarques|notas|nota|notat|notater|kommentar|message",
    "kith_contact_id": "kith contact id",
}  # fmt: skip
_PUNCTUATION = re.compile(r"[^\w]+|_+")
_NUMBERED_EMAIL = re.compile(r"(?:(.+) )?(?:e ?mail)(?: address)?(?: (\d+))?(?: (?:value|address))?(?: (.+))?")
_NUMBERED_PHONE = re.compile(
    r"(?:(.+) )?(?:phone|fax|mobile|cell|telephone|handy|mobil|pager)(?: number| no)?(?: (\d+))?(?: value)?(?: (.+))?"
)
_LABELS = {
    "home", "work", "business", "mobile", "cell", "other", "private", "personal", "main", "company main", "office", "direct", "assistant s",
    "car", "callback", "radio", "primary", "secondary", "alternate", "alternative", "second", "tty tdd", "whatsapp", "werk", "privat", "geschäftlich",
    "additional", "asst", "home office",
}  # fmt: skip


def normal(heading: str) -> str:
    """A heading without case, accents, punctuation and double blanks."""
    return " ".join(_PUNCTUATION.sub(" ", fold(heading)).split())


_KNOWN = {normal(alias): key for key, aliases in _ALIASES.items() for alias in aliases.split("|")}
_KNOWN |= {normal(key): key for key in FIELDS if key not in ("id", "score", "created_at", "updated_at", "last_activity_at")}


def meaning(heading: str) -> tuple[str, str] | None:
    """The field a heading means and, for one of several addresses or numbers, the label it carries."""
    bare = normal(heading)
    if bare in _KNOWN:
        return _KNOWN[bare], ""
    for pattern, key in ((_NUMBERED_EMAIL, "emails"), (_NUMBERED_PHONE, "phones")):
        if (found := pattern.fullmatch(bare)) and (labels := _labels(found, heading)) is not None:
            return key, labels
    return None


def _labels(found: re.Match[str], heading: str) -> str | None:
    before, after = found[1] or "", found[3] or ""
    if (before and before not in _LABELS) or (after and after not in _LABELS):
        return None
    word = "" if found[2] and not (before or after) else heading
    return _label(word)


def _label(heading: str) -> str:
    """What a heading says beside “email”, “phone” and a number."""
    bare = re.sub(r"(?i)\b(e-?mail|phone|telephone|number|no|address|value)\b\.?|\d+|[:;_-]+", " ", heading)
    return " ".join(bare.split()).lower()


def known_cells(cells: Sequence[str]) -> int:
    """How many cells of a row are headings we know; a row that holds addresses or numbers is no heading."""
    if any("@" in cell or _is_figure(cell) for cell in cells):
        return 0
    return sum(1 for cell in cells if cell.strip() and meaning(cell))


def _is_figure(cell: str) -> bool:
    return len(cell) > 2 and sum(c.isdigit() for c in cell) > len(cell) / 2
