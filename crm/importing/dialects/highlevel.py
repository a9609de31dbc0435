"""HighLevel: contacts exported from the contacts list, with the columns in view."""

from crm.importing.dialects.dialect import Dialect, marks, table

HIGHLEVEL = Dialect(
    key="highlevel",
    title="HighLevel",
    marks=marks(
        "Contact Id|Created|Last Activity|Additional Emails|Additional Phones|DND|Assigned To|Business Name|Date Of Birth|Contact Type"
    ),
    needed=3,
    columns=table("""
        Name | Contact Name = ~name
        First Name = first_name
        Last Name = last_name
        Email | Additional Emails = emails
        Phone | Additional Phones = phones
        Business Name | Company Name = business
        Type | Contact Type = type
        Source | Contact Source = source
        Assigned To | Assigned = owner
        Tags = tags by ,
        Street Address | Address = street
        City = city
        State = region
        Postal Code = postal_code
        Country = country
        Website = website
        Time Zone = timezone
        Date Of Birth = birth_date
        DND = dnc
        Notes = note
        Contact Id | Created | Last Activity | Updated =
    """),
)
