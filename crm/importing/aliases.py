"""What headings are called: each field's names in English, German, French, Spanish, Norwegian and their neighbours.

Only names that mean one thing stand here. A field's own key and label need no entry of their own.
"""

ALIASES = """
first_name    given name | forename | christian name | fname | vorname | rufname | prénom | nombre de pila | fornavn | förnamn |
              voornaam
middle_name   middle name | additional name | middle initial | mellomnavn | mellannamn | zweiter vorname | weitere vornamen |
              deuxième prénom | segundo nombre
last_name     surname | family name | lname | nachname | familienname | zuname | nom de famille | apellido | apellidos |
              etternavn | efternamn | efternavn | achternaam | cognome
suffix        name suffix | generational suffix | namenszusatz | suffixe | sufijo
name          full name | contact name | contact person | display name | person name | customer name | client name |
              complete name | vollständiger name | nom complet | nombre completo | fullt navn | fullständigt namn | navn |
              namn | naam | kontaktperson | ansprechpartner
email         e-mail | email address | mail | mail address | primary email | email addr | mailadresse | mailadress |
              e-mail-adresse | courriel | adresse e-mail | correo | correo electrónico | e-post | e-postadresse | epostadress
emails        additional emails | other emails | additional email addresses | email addresses | weitere e-mail-adressen
phone         phone number | phone no | phone nr | telephone | telephone number | telephone no | tel | tel no | primary phone |
              contact number | telefon | telefonnummer | telefon nr | rufnummer | numéro de téléphone | teléfono |
              número de teléfono | tlf | tlf nr | telefoonnummer
phones        additional phones | other phones | phone numbers | additional phone numbers | weitere telefonnummern
type          contact type | kontakttyp | kontakttype | type de contact | tipo de contacto
business      business name | company | company name | organization | organisation | organization name | organisation name |
              account name | employer | firma | firmenname | unternehmen | firmanavn | bedrift | bedriftsnavn | företag |
              företagsnamn | entreprise | société | nom de l'entreprise | empresa | compañía | bedrijf
further_businesses  further business | other businesses | other companies | additional businesses | additional companies |
              weitere firmen | weitere unternehmen | autres entreprises | otras empresas | flere bedrifter | andre firmaer
job_title     title | position | job position | berufsbezeichnung | funktion | fonction | intitulé du poste | puesto | cargo |
              stilling | stillingstittel | befattning
source        lead source | original source | contact source | quelle | herkunft | kilde | källa | origine | origen | fuente
owner         contact owner | owner email | assigned to | assigned user | account manager | zuständig | ansvarlig | eier |
              propriétaire | propietario
followers     follower | følgere
tags          tag | labels | label | categories | category | groups | group membership | keywords | etiketten | schlagwörter |
              kategorien | kategorie | étiquettes | etiquetas | categorías | stikkord | kategorier | etiketter
street        street address | address | address line | address line 1 | address line 2 | address line 3 | address 1 |
              address 2 | street 1 | street 2 | street line 1 | street line 2 | mailing street | mailing address | straße |
              straße und hausnummer | anschrift | adresse | adresse 1 | adresse 2 | rue | calle | dirección | domicilio |
              gateadresse | postadresse | gatuadress | adress | adres
city          town | city town | town city | mailing city | locality | ort | stadt | wohnort | ville | localité | commune |
              ciudad | localidad | población | poststed | postort | plaats
region        state | province | county | state region | state province | region state | mailing state |
              mailing state province | bundesland | kanton | région | département | provincia | comunidad autónoma | fylke |
              län
postal_code   zip | zip code | postcode | zip postal code | postal zip code | mailing zip postal code | mailing postal code |
              mailing zip | plz | postleitzahl | code postal | código postal | cp | postnummer | postnr
country       country region | country code | country name | mailing country | land | staat | länderkennzeichen | pays | país
website       web site | web page | url | homepage | website url | web address | webseite | internetseite | site web |
              site internet | sitio web | página web | nettside | nettsted | hjemmeside | webbplats | webside
timezone      time zone | zeitzone | fuseau horaire | zona horaria | tidssone | tidszon
language      preferred language | language preference | lang | locale | sprache | langue | idioma | lengua | språk | sprog |
              taal
birth_date    birthday | birthdate | date of birth | dob | bday | born | geburtstag | geburtsdatum | date de naissance |
              anniversaire | fecha de nacimiento | cumpleaños | fødselsdato | fødselsdag | bursdag | födelsedatum | födelsedag |
              geboortedatum
dnc           do not contact | don't contact | do not disturb | dnd | no contact | kontakt unerwünscht | nicht kontaktieren |
              werbesperre | ne pas contacter | no contactar | ikke kontakt | skal ikke kontaktes | kontakta ej
opted_out     opt out | opted out | has opted out | unsubscribed from all
unsubscribed  email opt out | has opted out of email | opted out of email | unsubscribed | unsubscribed from all email |
              unsubscribed from email | email unsubscribed | abgemeldet | désabonné | désinscrit | avmeldt
dnc_email     do not email | no email | email dnc | dnc email
dnc_text      do not text | sms opt out | text opt out | no sms | dnc text | dnc sms
dnc_call      do not call | no calls | phone opt out | call opt out | dnc call
dnc_post      do not mail | do not post | no mail | mail opt out | no post | dnc post
note          notes | comment | comments | remark | remarks | memo | message | description | background info | notiz | notizen |
              bemerkung | bemerkungen | anmerkung | anmerkungen | kommentar | kommentare | remarque | remarques | commentaire |
              commentaires | nota | notas | observaciones | comentario | comentarios | notat | notater | merknad | merknader |
              kommentarer | anteckning | anteckningar
"""
"""Field keys at the margin, each followed by its names parted by |."""


def read(table: str) -> dict[str, list[str]]:
    """Names by field key."""
    found: dict[str, list[str]] = {}
    for line in table.strip().splitlines():
        if not line.startswith(" "):
            key, _, line = line.partition(" ")
            found[key] = []
        found[key] += [name for part in line.split("|") if (name := part.strip())]
    return found
