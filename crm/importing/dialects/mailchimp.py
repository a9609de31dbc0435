"""Mailchimp: the files of an audience export (subscribed, unsubscribed and cleaned members)."""

from crm.importing.dialects.dialect import Dialect, marks, table

MAILCHIMP = Dialect(
    key="mailchimp",
    title="Mailchimp",
    marks=marks("MEMBER_RATING|OPTIN_TIME|OPTIN_IP|CONFIRM_TIME|CONFIRM_IP|LAST_CHANGED|LEID|EUID|GMTOFF|DSTOFF|UNSUB_TIME|CLEAN_TIME"),
    needed=3,
    columns=table("""
        Email Address = emails
        First Name = first_name
        Last Name = last_name
        Phone Number = phones
        Address = street
        Birthday = birth_date
        Company = business
        TAGS = tags by ,
        NOTES = note
        CC = country
        REGION = region
        TIMEZONE = timezone
        UNSUB_TIME = unsubscribed_at
        CLEAN_TIME = bounced_at
        MEMBER_RATING | OPTIN_TIME | OPTIN_IP | CONFIRM_TIME | CONFIRM_IP | LATITUDE | LONGITUDE | GMTOFF | DSTOFF | LAST_CHANGED =
        LEID | EUID | UNSUB_CAMPAIGN_TITLE | UNSUB_CAMPAIGN_ID | UNSUB_REASON | UNSUB_REASON_OTHER | CLEAN_CAMPAIGN_TITLE =
        CLEAN_CAMPAIGN_ID =
    """),
    date_order={"/": "MDY"},
)
