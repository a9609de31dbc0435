"""Files as other programs export them: their published headings, all of them, and people with something odd in many cells.

Each builder gives (header, rows); `as_csv` writes them as such a program does.
"""

import csv
import io
from collections.abc import Sequence

Table = tuple[list[str], list[list[str]]]

_GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,Name Prefix,Name Suffix,"
    "Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,"
    "Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,"
    "E-mail 3 - Type,E-mail 3 - Value,IM 1 - Type,IM 1 - Service,IM 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,"
    "Phone 2 - Value,Phone 3 - Type,Phone 3 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Address 2 - Type,"
    "Address 2 - Formatted,Address 2 - Street,Address 2 - City,Address 2 - PO Box,Address 2 - Region,Address 2 - Postal Code,"
    "Address 2 - Country,Address 2 - Extended Address,Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,"
    "Organization 1 - Title,Organization 1 - Department,Organization 1 - Symbol,Organization 1 - Location,"
    "Organization 1 - Job Description,Relation 1 - Type,Relation 1 - Value,External ID 1 - Type,External ID 1 - Value,"
    "Website 1 - Type,Website 1 - Value,Event 1 - Type,Event 1 - Value,Custom Field 1 - Type,Custom Field 1 - Value,"
    "Jot 1 - Type,Jot 1 - Value"
)
_GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,"
    "Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "E-mail 2 - Label,E-mail 2 - Value,E-mail 3 - Label,E-mail 3 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,"
    "Phone 3 - Label,Phone 3 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
    "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Address 2 - Label,Address 2 - Formatted,"
    "Address 2 - Street,Address 2 - City,Address 2 - PO Box,Address 2 - Region,Address 2 - Postal Code,Address 2 - Country,"
    "Address 2 - Extended Address,Relation 1 - Label,Relation 1 - Value,Website 1 - Label,Website 1 - Value,Website 2 - Label,"
    "Website 2 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value"
)
_OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,Business Street 3,"
    "Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home Street 2,Home Street 3,Home City,Home State,"
    "Home Postal Code,Home Country/Region,Other Street,Other Street 2,Other Street 3,Other City,Other State,Other Postal Code,"
    "Other Country/Region,Assistant's Phone,Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,"
    "Home Phone,Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,"
    "Assistant's Name,Billing Information,Birthday,Business Address PO Box,Categories,Children,Directory Server,E-mail Address,E-mail Type,"
    "E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,E-mail 3 Address,E-mail 3 Type,E-mail 3 Display Name,Gender,"
    "Government ID Number,Hobby,Home Address PO Box,Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,"
    "Office Location,Organizational ID Number,Other Address PO Box,Priority,Private,Profession,Referred By,Sensitivity,Spouse,User 1,User 2,"
    "User 3,User 4,Web Page"
)
_OUTLOOK_WEB = (
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,E-mail 3 Address,"
    "Home Phone,Home Phone 2,Business Phone,Business Phone 2,Mobile Phone,Car Phone,Other Phone,Primary Phone,Pager,Business Fax,Home Fax,"
    "Other Fax,Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,IMAddress,Job Title,Department,Company,Office Location,"
    "Manager's Name,Assistant's Name,Assistant's Phone,Company Yomi,Business Street,Business City,Business State,Business Postal Code,"
    "Business Country/Region,Home Street,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other City,Other State,"
    "Other Postal Code,Other Country/Region,Personal Web Page,Spouse,Schools,Hobby,Location,Web Page,Birthday,Anniversary,Notes"
)
_HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Last Activity Date,Lead Status,"
    "Marketing contact status,Create Date,Associated Company,Associated Company IDs,Company Name,Job Title,Lifecycle Stage,Street Address,"
    "City,State/Region,Postal Code,Country/Region,Website URL,Time Zone,Preferred language,Date of birth,Original Source,"
    "Unsubscribed from all email,Additional email addresses,Message"
)
_SALESFORCE = (
    "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,"
    "Mailing Country,Other Street,Other City,Other State/Province,Other Zip/Postal Code,Other Country,Phone,Mobile,Home Phone,Asst. Phone,Fax,"
    "Email,Birthdate,Department,Lead Source,Contact Owner,Account Owner,Email Opt Out,Do Not Call,Fax Opt Out,Contact ID,Contact Description"
)
_SALESFORCE_API = (
    "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,OtherStreet,OtherCity,OtherState,OtherPostalCode,OtherCountry,"
    "MailingStreet,MailingCity,MailingState,MailingPostalCode,MailingCountry,Phone,Fax,MobilePhone,HomePhone,OtherPhone,AssistantPhone,"
    "ReportsToId,Email,Title,Department,AssistantName,LeadSource,Birthdate,Description,OwnerId,HasOptedOutOfEmail,HasOptedOutOfFax,DoNotCall,"
    "CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate,EmailBouncedReason,EmailBouncedDate"
)
_PIPEDRIVE = (
    "Person - ID,Person - Name,Person - First name,Person - Last name,Person - Labels,Person - Organization,Person - Phone - Work,"
    "Person - Phone - Home,Person - Phone - Mobile,Person - Phone - Other,Person - Email - Work,Person - Email - Home,"
    "Person - Email - Other,Person - Owner,Person - Visible to,Person - Person created,Person - Update time,Person - Next activity date,"
    "Person - Last activity date,Person - Won deals,Person - Lost deals,Person - Open deals,Person - Closed deals,Person - Total activities,"
    "Person - Email messages count,Person - Marketing status,Person - Job title,Person - Birthday,Person - Postal address,Person - Notes"
)
_HIGHLEVEL = (
    "Contact Id,First Name,Last Name,Business Name,Company Name,Phone,Email,Created,Last Activity,Tags,Additional Emails,Additional Phones,"
    "Type,Source,Assigned To,DND,Street Address,City,State,Country,Postal Code,Website,Time Zone,Date Of Birth,Notes"
)
_MAILCHIMP = (
    "Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,"
    "LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,"
    "LAST_CHANGED,LEID,EUID,NOTES,TAGS"
)


def google_old() -> Table:
    """Google CSV as it was up to 2024."""
    full = {
        "Name": "Dr. Åsa Marie Lindström, Jr.", "Given Name": "Åsa", "Additional Name": "Marie", "Family Name": "Lindström",
        "Name Prefix": "Dr.", "Name Suffix": "Jr.", "Nickname": "Ossie", "Maiden Name": "Öberg", "Birthday": "1980-05-31",
        "Notes": "Met at the fair.\nLikes “blue”; call after 5", "Language": "Swedish",
        "Photo": "https://lh3.googleusercontent.com/contacts/abc",
        "Group Membership": "* myContacts ::: * starred ::: Kunder; Nord", "E-mail 1 - Type": "* Work",
        "E-mail 1 - Value": "asa@example.com", "E-mail 2 - Type": "Home", "E-mail 2 - Value": "asa.l@exämple.se ::: lindstrom@example.se",
        "IM 1 - Service": "Skype", "IM 1 - Value": "asa.skype", "Phone 1 - Type": "Mobile", "Phone 1 - Value": "+46 70 123 45 67",
        "Phone 2 - Type": "Work Fax", "Phone 2 - Value": "+46 8 123 456 78 ::: +46 8 123 456 79", "Address 1 - Type": "Home",
        "Address 1 - Formatted": "Storgatan 1\nBox 7\n111 22 Stockholm\nSverige", "Address 1 - Street": "Storgatan 1",
        "Address 1 - City": "Stockholm", "Address 1 - PO Box": "Box 7", "Address 1 - Postal Code": "111 22",
        "Address 1 - Country": "Sverige", "Address 2 - Type": "Work", "Address 2 - Street": "Kungsgatan 2", "Address 2 - City": "Göteborg",
        "Organization 1 - Name": "Nord & Co", "Organization 1 - Title": "Chef", "Organization 1 - Department": "Sälj",
        "Relation 1 - Type": "Spouse", "Relation 1 - Value": "Bo", "Website 1 - Type": "Profile", "Website 1 - Value": "https://example.se",
        "Event 1 - Type": "Anniversary", "Event 1 - Value": "2005-06-01", "Custom Field 1 - Type": "Size", "Custom Field 1 - Value": "M",
    }  # fmt: skip
    bare = {"Name": "王小明", "Group Membership": "* myContacts", "E-mail 1 - Type": "* ", "E-mail 1 - Value": "wang@example.cn"}
    firm = {"Organization 1 - Name": "株式会社", "Phone 1 - Type": "Main", "Phone 1 - Value": "+81 3-1234-5678", "Birthday": " --03-09"}
    return _table(_GOOGLE_OLD, full, bare, firm)


def google_new() -> Table:
    """Google CSV as it is since 2024."""
    full = {
        "First Name": "José", "Middle Name": "Antonio", "Last Name": "Núñez", "Phonetic First Name": "Ho-say", "Name Prefix": "Sr.",
        "Name Suffix": "III", "Nickname": "Pepe", "File As": "Núñez, José Antonio", "Organization Name": "Núñez e Hijos",
        "Organization Title": "Gerente", "Organization Department": "Ventas", "Birthday": "--02-29",
        "Notes": "Primera línea\nSegunda: \"así\"\n\nCuarta", "Photo": "https://lh3.googleusercontent.com/x", "Labels": "VIP, oro ::: * myContacts",
        "E-mail 1 - Label": "* Home", "E-mail 1 - Value": "jose@example.com", "E-mail 2 - Label": "Trabajo: nuevo",
        "E-mail 2 - Value": "ventas@example.es", "E-mail 3 - Label": "Old", "Phone 1 - Label": "Mobile",
        "Phone 1 - Value": "'+34 612 34 56 78", "Phone 2 - Label": "", "Phone 2 - Value": "91 123 45 67",
        "Address 1 - Label": "Work", "Address 1 - Formatted": "Calle Mayor 5\nPiso 3\n28013 Madrid\nES", "Address 1 - Street": "Calle Mayor 5",
        "Address 1 - City": "Madrid", "Address 1 - Region": "Comunidad de Madrid", "Address 1 - Postal Code": "28013",
        "Address 1 - Country": "ES", "Address 1 - Extended Address": "Piso 3", "Address 2 - Street": "Narrow Way 9",
        "Address 2 - Country": "Narnia", "Relation 1 - Label": "Assistant", "Relation 1 - Value": "Ana", "Website 1 - Label": "Blog",
        "Website 1 - Value": "https://nunez.example", "Website 2 - Value": "https://tienda.example", "Event 1 - Label": "* Anniversary",
        "Event 1 - Value": "2011-11-11", "Custom Field 1 - Label": "IBAN", "Custom Field 1 - Value": "ES91 2100",
    }  # fmt: skip
    elsewhere = {"First Name": "Lucy", "Address 1 - Street": "Lamp-post 1 ::: Rue 2", "Address 1 - City": "Cair ::: Paris",
        "Address 1 - Country": "Narnia", "E-mail 1 - Label": "* ", "E-mail 1 - Value": "lucy@example.com", "Labels": "* myContacts"}  # fmt: skip
    return _table(_GOOGLE_NEW, full, elsewhere)


def outlook() -> Table:
    """Outlook for Windows, English (United States)."""
    full = {
        "Title": "Mr.", "First Name": "Jürgen", "Middle Name": "K.", "Last Name": "Groß", "Suffix": "Sr.", "Company": "Groß GmbH",
        "Department": "Vertrieb", "Job Title": "Leiter", "Business Street": "Hauptstraße 1", "Business Street 2": "Hof 3",
        "Business City": "Köln", "Business State": "NRW", "Business Postal Code": "50667", "Business Country/Region": "Germany",
        "Home Street": "Am Bach 2\nHinterhaus", "Home City": "Bonn", "Home Country/Region": "Germany", "Assistant's Phone": "+49 221 111111",
        "Business Fax": "+49 221 222222", "Business Phone": "+49 221 333333", "Business Phone 2": "+49 221 444444",
        "Company Main Phone": "+49 221 0", "Home Phone": "(0228) 555555", "Mobile Phone": "+49 171 6666666", "Telex": "88 8888 gross d",
        "Account": "K-17", "Anniversary": "0/0/00", "Assistant's Name": "Anke", "Birthday": "5/6/1961", "Business Address PO Box": "Postfach 9",
        "Categories": "Kunde;Messe, Köln", "E-mail Address": "j.gross@example.de", "E-mail Type": "SMTP",
        "E-mail Display Name": "Jürgen K. Groß (j.gross@example.de)", "E-mail 2 Address": "gross@example.com", "E-mail 2 Type": "SMTP",
        "E-mail 3 Address": "juergen@example.org", "Gender": "Male", "Hobby": "Segeln", "Initials": "J.K.G.", "Keywords": "alt;neu",
        "Language": "German", "Manager's Name": "Chefin", "Notes": "Erste Zeile\r\nZweite; Zeile\r\n\r\nVierte", "Office Location": "3. OG",
        "Priority": "Normal", "Private": "False", "Sensitivity": "Normal", "Spouse": "Inge", "User 1": "x=1", "Web Page": "http://gross.example",
    }  # fmt: skip
    plain = {
        "First Name": "Ann", "Last Name": "Lee", "Anniversary": "0/0/00", "Birthday": "0/0/00", "Home Street": "1 High St",
        "Home City": "Reading", "Home Country/Region": "United Kingdom", "E-mail Address": "ann@example.com", "Gender": "Unspecified",
        "Priority": "Normal", "Private": "False", "Sensitivity": "Normal",
    }  # fmt: skip
    return _table(_OUTLOOK, full, plain)


def outlook_web() -> Table:
    """Outlook on the web."""
    full = {
        "First Name": "Zoë", "Last Name": "Müller-Østby", "Nickname": "Zo", "E-mail Address": "zoe@example.no", "E-mail 2 Address": "z@example.com",
        "Home Phone": "+47 22 33 44 55", "Mobile Phone": "+47 912 34 567", "IMAddress": "zoe.im", "Job Title": "Daglig leder",
        "Company": "Østby AS", "Home Street": "Storgata 1", "Home City": "Tromsø", "Home Postal Code": "9008", "Home Country/Region": "Norge",
        "Personal Web Page": "https://zoe.example", "Web Page": "https://ostby.example", "Birthday": "1990-12-24", "Notes": "Hei\npå deg",
    }  # fmt: skip
    return _table(_OUTLOOK_WEB, full)


def hubspot() -> Table:
    """HubSpot, contacts with their common properties."""
    full = {
        "Record ID": "512", "First Name": "Nora", "Last Name": "O'Neil", "Email": "nora@example.com", "Phone Number": "+1 415 555 2671",
        "Mobile Phone Number": "(415) 555-2672", "Contact owner": "Bob Ray", "Lead Status": "Open", "Create Date": "2024-01-02 03:04",
        "Associated Company": "Acme Inc.", "Company Name": "Acme", "Job Title": "CTO", "Lifecycle Stage": "customer",
        "Street Address": "1 Main St", "City": "San Francisco", "State/Region": "CA", "Postal Code": "94105", "Country/Region": "United States",
        "Website URL": "acme.example", "Time Zone": "america_slash_los_angeles", "Preferred language": "English",
        "Date of birth": "1985-07-09", "Original Source": "Organic Search", "Unsubscribed from all email": "true",
        "Additional email addresses": "n@example.org;nora.o@example.net", "Message": "Call me",
    }  # fmt: skip
    other = {
        "Record ID": "513",
        "Email": "x@example.com",
        "Lifecycle Stage": "marketingqualifiedlead",
        "Unsubscribed from all email": "false",
    }
    return _table(_HUBSPOT, full, other)


def salesforce() -> Table:
    """A Salesforce report of contacts and accounts."""
    full = {
        "Salutation": "Ms.", "First Name": "Rosa", "Last Name": "Díaz", "Title": "VP", "Account Name": "Universal", "Mailing Street": "2 A St\nApt 4",
        "Mailing City": "Austin", "Mailing State/Province": "TX", "Mailing Zip/Postal Code": "78701", "Mailing Country": "USA",
        "Other Street": "PO 1", "Other City": "Dallas", "Phone": "(512) 555-0100", "Mobile": "(512) 555-0101", "Asst. Phone": "(512) 555-0102",
        "Fax": "(512) 555-0103", "Email": "rosa@example.com", "Birthdate": "1977-01-30", "Department": "Sales", "Lead Source": "Web",
        "Contact Owner": "ada@example.com", "Account Owner": "Bob", "Email Opt Out": "1", "Do Not Call": "1", "Fax Opt Out": "0",
        "Contact ID": "003xx000001", "Contact Description": "Knows the owner",
    }  # fmt: skip
    return _table(_SALESFORCE, full)


def salesforce_api() -> Table:
    """Salesforce's weekly export: the names of the API."""
    full = {
        "Id": "0031", "IsDeleted": "0", "LastName": "Díaz", "FirstName": "Rosa", "MailingStreet": "2 A St", "MailingCity": "Austin",
        "MailingState": "TX", "MailingPostalCode": "78701", "MailingCountry": "United States", "MobilePhone": "512-555-0101",
        "Email": "rosa@example.com", "Title": "VP", "LeadSource": "Web", "Birthdate": "1977-01-30", "HasOptedOutOfEmail": "0", "DoNotCall": "1",
    }  # fmt: skip
    return _table(_SALESFORCE_API, full)


def pipedrive() -> Table:
    """Pipedrive, people with all columns."""
    full = {
        "Person - ID": "7", "Person - Name": "Lars van Dam", "Person - First name": "Lars", "Person - Last name": "van Dam",
        "Person - Labels": "Hot lead, Customer", "Person - Organization": "Dam BV", "Person - Phone - Work": "+31 20 123 4567",
        "Person - Phone - Mobile": "+31 6 12345678", "Person - Email - Work": "lars@example.nl", "Person - Email - Home": "l@example.com",
        "Person - Owner": "Bob Ray", "Person - Open deals": "2", "Person - Marketing status": "Unsubscribed", "Person - Birthday": "1970-02-03",
        "Person - Postal address": "Damrak 1, Amsterdam", "Person - Notes": "Prefers mail",
    }  # fmt: skip
    unsplit = {"Person - ID": "8", "Person - Name": "Mona Lisa", "Person - Marketing status": "Subscribed"}
    return _table(_PIPEDRIVE, full, unsplit)


def highlevel() -> Table:
    """HighLevel, the contacts list with more columns in view."""
    full = {
        "Contact Id": "ocQHyuzHvysMo5N5VsXc", "First Name": "Mia", "Last Name": "Wong", "Business Name": "Wong Dental", "Phone": "+16195550123",
        "Email": "mia@example.com", "Created": "2024-03-01T10:00:00-08:00", "Tags": "patient,vip", "Additional Emails": "mia2@example.com,mia3@example.com",
        "Additional Phones": "+16195550124,+16195550125", "Type": "lead", "Source": "Facebook", "Assigned To": "ada@example.com", "DND": "SMS",
        "Street Address": "5 Elm", "City": "San Diego", "State": "CA", "Country": "US", "Postal Code": "92101", "Website": "wong.example",
        "Time Zone": "America/Los_Angeles", "Date Of Birth": "1991-04-05", "Notes": "Afternoons",
    }  # fmt: skip
    return _table(_HIGHLEVEL, full)


def mailchimp() -> Table:
    """Mailchimp, members of an audience whether subscribed or not."""
    full = {
        "Email Address": "kim@example.com", "First Name": "Kim", "Last Name": "Park", "Address": "1 Peach St  Apt 2  Atlanta  GA  30308",
        "Phone Number": "404-555-0123", "Birthday": "05/12", "MEMBER_RATING": "4", "OPTIN_TIME": "2020-02-03 04:05:06", "TIMEZONE": "America/New_York",
        "CC": "us", "REGION": "ga", "LAST_CHANGED": "2024-01-01 00:00:00", "LEID": "123", "EUID": "ab12", "NOTES": "", "TAGS": '"VIP","Blog, weekly"',
    }  # fmt: skip
    gone = {"Email Address": "lee@example.com", "MEMBER_RATING": "1", "UNSUB_TIME": "2023-05-06 07:08:09", "UNSUB_REASON": "NORMAL"}
    return _table(_MAILCHIMP, full, gone)


ALL = {
    "google": (google_old, google_new),
    "outlook": (outlook, outlook_web),
    "hubspot": (hubspot,),
    "salesforce": (salesforce, salesforce_api),
    "pipedrive": (pipedrive,),
    "highlevel": (highlevel,),
    "mailchimp": (mailchimp,),
}


def as_csv(table: Table, *, bom: bool = False, end: str = "\r\n") -> bytes:
    """The file such a program writes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(table[0])
    writer.writerows(table[1])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _table(headings: str, *people: dict[str, str]) -> Table:
    header = headings.split(",")
    unknown = {heading for person in people for heading in person} - set(header)
    if unknown:
        raise ValueError(f"no such columns: {sorted(unknown)}")
    return header, [_row(header, person) for person in people]


def _row(header: Sequence[str], person: dict[str, str]) -> list[str]:
    return [person.get(heading, "") for heading in header]
