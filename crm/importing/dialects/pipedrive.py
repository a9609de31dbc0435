"""Pipedrive: people exported with every heading after “Person - ”, and lists exported as they are seen."""

from crm.importing.dialects.dialect import Dialect, marks, table

PIPEDRIVE = Dialect(
    key="pipedrive",
    title="Pipedrive",
    marks=marks(
        "Person - Name|Person - ID|Person - Organization|Person - Owner|Person - Labels|Person - Label|Person - Phone|Person - Email"
        "|Person - Email - Work|Person - Phone - Work|Person - First name|Person - Open deals|Open deals|Closed deals|Won deals|Lost deals"
        "|Next activity date|Marketing status"
    ),
    needed=2,
    prefix="person",
    columns=table("""
        Name = ~name
        First name = first_name
        Last name = last_name
        Organization | Organization - Name = business
        Job title | Title = job_title
        Email = emails
        Email - Work = emails (work)
        Email - Home = emails (home)
        Email - Other = emails (other)
        Phone = phones
        Phone - Work = phones (work)
        Phone - Home = phones (home)
        Phone - Mobile = phones (mobile)
        Phone - Other = phones (other)
        Label | Labels = tags by ,
        Owner = owner
        Postal address | Address = street
        Birthday = birth_date
        Notes = note
        Marketing status = marketing_status
        ID | Person created | Update time | Visible to | Open deals | Closed deals | Won deals | Lost deals | Total activities =
        Next activity date | Last activity date | Last email received | Last email sent | Email messages count | Instant messenger =
    """),
)
