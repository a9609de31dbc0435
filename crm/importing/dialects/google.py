"""Google Contacts: “Google CSV”, as it was up to 2024 (Given Name, Group Membership) and as it is since (First Name, Labels)."""

import re

from crm.exporting.cells import GROUPS
from crm.importing.columns import Column
from crm.importing.dialects.dialect import Dialect, marks, table

_COLUMNS = table("""
    Name = ~name
    First Name | Given Name = first_name
    Middle Name | Additional Name = middle_name
    Last Name | Family Name = last_name
    Name Suffix = suffix
    Organization Name | Organization 1 - Name | Organization 2 - Name = business
    Organization Title | Organization 1 - Title | Organization 2 - Title = job_title
    Birthday = birth_date
    Language = language
    Notes = note
    Labels | Group Membership = tags by :::
    File As = ~
    Phonetic First Name | Phonetic Middle Name | Phonetic Last Name | Name Prefix | Nickname | Photo | Organization Department =
    Yomi Name | Given Name Yomi | Additional Name Yomi | Family Name Yomi | Initials | Short Name | Maiden Name | Gender =
    Location | Billing Information | Directory Server | Mileage | Occupation | Hobby | Sensitivity | Priority | Subject =
""")

GOOGLE = Dialect(
    key="google",
    title="Google Contacts",
    marks=marks(
        "E-mail 1 - Value|Phone 1 - Value|Address 1 - Formatted|Website 1 - Value|Organization 1 - Name|Custom Field 1 - Value"
        "|Event 1 - Value|Group Membership|Phonetic First Name|Yomi Name|Given Name Yomi|File As|Organization Department|Name Prefix"
        "|Additional Name"
    ),
    needed=2,
    columns=_COLUMNS,
    patterns=(
        (re.compile(r"email\d+value"), Column("emails")),
        (re.compile(r"phone\d+value"), Column("phones")),
        (re.compile(r"(?:email|phone)\d+(?:label|type)"), Column()),
        (re.compile(r"website\d+value"), Column("website")),
        (re.compile(r"address(\d+)(?:street|pobox|extendedaddress)"), Column("street", address="1")),
        (re.compile(r"address(\d+)city"), Column("city", address="1")),
        (re.compile(r"address(\d+)region"), Column("region", address="1")),
        (re.compile(r"address(\d+)postalcode"), Column("postal_code", address="1")),
        (re.compile(r"address(\d+)country"), Column("country", address="1")),
        (re.compile(r"address\d+formatted"), Column(repeats=True)),
    ),
    labels=re.compile(r"((?:email|phone)\d+)value"),
    groups=GROUPS,
)
