"""Outlook: the CSV of Outlook for Windows (two orders of columns through the years) and of Outlook on the web."""

from crm.importing.dialects.dialect import Dialect, marks, table

_ADDRESS = """
    {0} Street | {0} Street 2 | {0} Street 3 | {0} Address PO Box = street @{1}
    {0} City = city @{1}
    {0} State = region @{1}
    {0} Postal Code = postal_code @{1}
    {0} Country/Region | {0} Country = country @{1}
    {0} Address = ~
"""
_COLUMNS = table("""
    First Name = first_name
    Middle Name = middle_name
    Last Name = last_name
    Suffix = suffix
    Company = business
    Job Title = job_title
    E-mail Address | E-mail 2 Address | E-mail 3 Address = emails
    Mobile Phone = phones (mobile)
    Business Phone | Business Phone 2 = phones (business)
    Home Phone | Home Phone 2 = phones (home)
    Primary Phone = phones (primary)
    Company Main Phone = phones (company main)
    Other Phone = phones (other)
    Car Phone = phones (car)
    Radio Phone = phones (radio)
    Assistant's Phone = phones (assistant)
    TTY/TDD Phone = phones (tty/tdd)
    Callback = phones (callback)
    ISDN = phones (isdn)
    Pager = phones (pager)
    Business Fax = phones (business fax)
    Home Fax = phones (home fax)
    Other Fax = phones (other fax)
    Categories = tags by ;
    Web Page | Personal Web Page | Business Home Page = website
    Language = language
    Birthday = birth_date
    Notes = note
    E-mail Display Name | E-mail 2 Display Name | E-mail 3 Display Name = ~
    Title | Nickname | Given Yomi | Surname Yomi | Company Yomi | Department | Telex | Account | Anniversary | Assistant's Name =
    Billing Information | Children | Directory Server | E-mail Type | E-mail 2 Type | E-mail 3 Type | Gender | Government ID Number =
    Hobby | Initials | Internet Free Busy | IM Address | IMAddress | Keywords | Location | Manager's Name | Mileage | Office Location =
    Organizational ID Number | Priority | Private | Profession | Referred By | Schools | Sensitivity | Spouse =
    User 1 | User 2 | User 3 | User 4 =
""") | {heading: column for name in ("Business", "Home", "Other") for heading, column in table(_ADDRESS.format(name, name.lower())).items()}

OUTLOOK = Dialect(
    key="outlook",
    title="Outlook",
    marks=marks(
        "E-mail Address|E-mail 2 Address|E-mail Display Name|Business Street|Business Postal Code|Business Phone 2|Home Street"
        "|Home Postal Code|Home Phone 2|Company Main Phone|Internet Free Busy|Organizational ID Number|TTY/TDD Phone|Callback"
        "|Radio Phone|Car Phone|Telex|Manager's Name|Assistant's Name|Office Location|Personal Web Page|Web Page|Referred By"
        "|Billing Information"
    ),
    needed=4,
    columns=_COLUMNS,
    date_order={"/": "MDY", "-": "DMY", ".": "DMY"},
    zero_dates=True,
)
