"""Salesforce: contacts as a report names their columns, and as Data Loader and the weekly export do."""

from crm.importing.dialects.dialect import Dialect, marks, table

_ADDRESS = """
    {0} Street | {0} Address Line 1 | {0} Address Line 2 | {0} Address Line 3 = street @{1}
    {0} City = city @{1}
    {0} State/Province | {0} State/Province (text only) | {0} State = region @{1}
    {0} Zip/Postal Code | {0} Postal Code = postal_code @{1}
    {0} Country | {0} Country (text only) = country @{1}
    {0} Address = ~
"""

SALESFORCE = Dialect(
    key="salesforce",
    title="Salesforce",
    marks=marks(
        "Account Name|Account Owner|Contact Owner|Contact ID|Mailing Street|Mailing City|Mailing State/Province|Mailing Zip/Postal Code"
        "|Mailing Country|Mailing State|Mailing Postal Code|AccountId|OwnerId|ReportsToId|Reports To|HasOptedOutOfEmail|LeadSource"
        "|MasterRecordId|SystemModstamp|LastModifiedById|Asst. Phone|AssistantPhone"
    ),
    needed=3,
    columns=table("""
        Name | Full Name | Contact Name = ~name
        First Name = first_name
        Middle Name = middle_name
        Last Name = last_name
        Suffix = suffix
        Account Name = business
        Title = job_title
        Email = emails
        Phone = phones
        Business Phone = phones (business)
        Mobile | Mobile Phone = phones (mobile)
        Home Phone = phones (home)
        Other Phone = phones (other)
        Asst. Phone | Assistant Phone = phones (assistant)
        Fax | Business Fax = phones (fax)
        Lead Source = source
        Contact Owner = owner
        Birthdate = birth_date
        Description | Contact Description = note
        Email Opt Out | HasOptedOutOfEmail = unsubscribed
        Do Not Call = dnc_call
        Salutation | Department | Assistant | Assistant Name | Reports To | Account Owner | Fax Opt Out | HasOptedOutOfFax =
        Contact ID | Account ID | Owner ID | Created By | Last Modified By | Created Date | Last Modified Date | Last Activity =
    """)
    | {heading: column for name in ("Mailing", "Other") for heading, column in table(_ADDRESS.format(name, name.lower())).items()},
)
