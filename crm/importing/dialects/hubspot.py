"""HubSpot: contacts exported from a list or from “All contacts”, with the properties in view or all of them."""

from crm.importing.dialects.dialect import Dialect, marks, table

HUBSPOT = Dialect(
    key="hubspot",
    title="HubSpot",
    marks=marks(
        "Record ID|Record ID - Contact|Lifecycle Stage|Lead Status|Contact owner|Marketing contact status|Create Date|Last Activity Date"
        "|Associated Company|Associated Company IDs|Original Source|Original Traffic Source|Unsubscribed from all email|Record source"
        "|HubSpot Score"
    ),
    needed=2,
    columns=table("""
        First Name = first_name
        Last Name = last_name
        Email | Additional email addresses = emails
        Work email = emails (work)
        Phone Number = phones
        Mobile Phone Number = phones (mobile)
        WhatsApp Phone Number = phones (whatsapp)
        Fax Number = phones (fax)
        Company Name | Associated Company | Associated Company (Primary) | Primary Company = business
        Job Title = job_title
        Lifecycle Stage = type
        Contact owner = owner
        Original Source | Original Traffic Source = source
        Street Address | Street Address 2 = street
        City = city
        State/Region = region
        Postal Code = postal_code
        Country/Region = country
        Website URL = website
        Time Zone = timezone
        Preferred language = language
        Date of birth = birth_date
        Unsubscribed from all email = unsubscribed
        Message | Notes = note
        Record ID | Record ID - Contact | Lead Status | Marketing contact status | Create Date | Last Activity Date | Record source =
        Associated Company IDs | Salutation | Gender | Industry | Buying Role | HubSpot Score | Last Modified Date =
    """),
)
