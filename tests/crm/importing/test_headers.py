import pytest

from crm.fields import DATA, FIELDS
from crm.importing.headers import in_company, meaning


@pytest.mark.parametrize(
    "heading", ["First Name", "first_name", " FIRST  NAME ", "First\xa0Name", "FirstName", "first-name:", "Fírst Name", "firstname"]
)
def test_case_spacing_accents_and_punctuation_never_matter(heading):
    assert meaning(heading).key == "first_name"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("E-Mail", "email"), ("E‑Mail‑Adresse", "email"), ("Courriel", "email"), ("Correo electrónico", "email"), ("E-post", "email"),
        ("Mailadresse", "email"), ("Phone No.", "phone"), ("Téléphone", "phone"), ("Vorname", "first_name"), ("Apellidos", "last_name"),
        ("Etternavn", "last_name"), ("Firma", "business"), ("company", "business"), ("Société", "business"), ("PLZ", "postal_code"),
        ("Straße", "street"), ("Poststed", "city"), ("Fylke", "region"), ("Pays", "country"), ("birthday", "birth_date"),
        ("Fødselsdato", "birth_date"), ("do_not_contact", "dnc"), ("Don’t contact", "dnc"), ("Email Opt Out", "unsubscribed"),
        ("notes", "note"), ("Bemerkungen", "note"), ("Schlagwörter", "tags"), ("kith_contact_id", "id"),
    ],
)  # fmt: skip
def test_a_field_is_known_by_many_names(heading, key):
    assert meaning(heading).key == key


@pytest.mark.parametrize(
    "heading", ["id", "owner_id", "is_admin", "created_at", "score", "Number", "Phone Type", "Email status", "Business Number", ""]
)
def test_what_is_no_field_means_nothing(heading):
    assert meaning(heading) is None


@pytest.mark.parametrize("key", DATA)
def test_our_own_keys_and_labels_mean_themselves(key):
    assert meaning(key).key == meaning(FIELDS[key].label).key == key


@pytest.mark.parametrize(
    ("heading", "key", "label"),
    [
        ("Work Email", "emails", "work"), ("Email 2", "emails", ""), ("E-mail 2 Address", "emails", ""), ("Email (private)", "emails", "private"),
        ("Mobile Phone", "phones", "mobile"), ("Cell", "phones", "mobile"), ("Handy", "phones", "mobile"),
        ("Business Phone 2", "phones", "business"), ("Home Fax", "phones", "home fax"), ("Assistant's Phone", "phones", "assistant"),
        ("Telefon geschäftlich", "phones", "geschäftlich"), ("WorkPhone", "phones", "work"), ("Tel. 2", "phones", ""),
    ],
)  # fmt: skip
def test_a_heading_tells_which_of_several_it_is(heading, key, label):
    found = meaning(heading)
    assert (found.key, found.label) == (key, label)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (["Name", "Vorname"], "last_name"), (["Name", "E-Mail"], "name"), (["Nom", "Prénom"], "last_name"), (["Nom", "Courriel"], "name"),
        (["Nombre", "Apellidos"], "first_name"), (["Nombre", "Correo"], "name"),
    ],
)  # fmt: skip
def test_some_headings_mean_what_their_company_makes_them(header, key):
    assert in_company(header)[0].key == key
