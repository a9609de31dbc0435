"""A business (a company) that contacts belong to."""

from typing import ClassVar

from crm.models.base import Journalled, Text, UTCField, reference
from crm.models.member import Member


class Business(Journalled):
    """A company, found by its folded name; `phone_f` holds the digits of its number."""

    name = Text()
    name_f = Text()
    phone = Text()
    phone_f = Text()
    email = Text()
    email_f = Text()
    website = Text()
    website_f = Text()
    industry = Text()
    industry_f = Text()
    owner = reference(Member, null=True)
    street = Text()
    street_f = Text()
    city = Text()
    city_f = Text()
    region = Text()
    region_f = Text()
    postal_code = Text()
    postal_code_f = Text()
    country = Text()
    about = Text()
    about_f = Text()
    created_at = UTCField()

    number = 7
    columns: ClassVar = {
        1: "state",
        2: "name",
        3: "phone",
        4: "email",
        5: "website",
        6: "industry",
        7: "owner",
        8: "street",
        9: "city",
        10: "region",
        11: "postal_code",
        12: "country",
        13: "about",
    }

    @classmethod
    def live_indexes(cls) -> tuple[tuple[str, ...], ...]:
        return (("name_f",), ("city_f",), ("industry_f",), ("created_at",))
