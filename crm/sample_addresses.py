"""Where the invented people live: streets that cities have anywhere, with codes of the right shape; a few have none, a few share one."""

import random
from typing import NamedTuple

Address = dict[str, str]
_NORDIC, _GERMAN = (
    ("Storgata", "Skolegata", "Havnegata", "Parkveien", "Elvegata"),
    ("Hauptstraße", "Gartenweg", "Bahnhofstraße", "Lindenweg"),
)
_ENGLISH = ("Alder Street", "Maple Avenue", "Mill Road", "Station Road", "Orchard Lane", "Harbour View", "Cedar Court")


class _City(NamedTuple):
    """A city's country and region, the first figures of its postal codes (# is any), its streets, and whether the number comes first."""

    country: str
    region: str
    code: str
    streets: tuple[str, ...] = _ENGLISH
    number_first: bool = False


_CITIES = {
    "Oslo": _City("NO", "", "01##", _NORDIC),
    "Bergen": _City("NO", "", "50##", _NORDIC),
    "Portland": _City("US", "OR", "972##", number_first=True),
    "Seattle": _City("US", "WA", "981##", number_first=True),
    "Austin": _City("US", "TX", "787##", number_first=True),
    "Boise": _City("US", "ID", "837##", number_first=True),
    "Reno": _City("US", "NV", "895##", number_first=True),
    "Lyon": _City("FR", "", "690##", ("rue de la Gare", "rue des Lilas", "avenue du Parc", "rue du Moulin"), number_first=True),
    "Berlin": _City("DE", "", "101##", _GERMAN),
    "München": _City("DE", "", "803##", _GERMAN),
    "Zürich": _City("CH", "", "80##", _GERMAN),
    "Basel": _City("CH", "", "40##", _GERMAN),
    "Kraków": _City("PL", "", "31-0##", ("ul. Ogrodowa", "ul. Szkolna", "ul. Kwiatowa", "ul. Polna")),
    "Gdańsk": _City("PL", "", "80-8##", ("ul. Ogrodowa", "ul. Szkolna", "ul. Kwiatowa", "ul. Portowa")),
    "Malmö": _City("SE", "", "211 ##", ("Storgatan", "Skolgatan", "Hamngatan", "Parkgatan")),
    "Århus": _City("DK", "", "80##", ("Skolegade", "Havnegade", "Møllevej", "Engvej")),
    "Turin": _City("IT", "", "101##", ("Via Roma", "Via dei Mille", "Corso Italia", "Via del Mulino")),
    "Dublin": _City("IE", "", "D0# X2##", number_first=True),
    "Cork": _City("IE", "", "T12 X3##", number_first=True),
    "Leeds": _City("GB", "", "LS# 4AB", number_first=True),
}


def addresses(cities: list[str]) -> list[Address]:
    """An address, as field key → text, for each of these cities, always the same; empty for every ninth, and every tenth lives with another."""
    found: list[Address] = []
    last: dict[str, Address] = {}
    for number, name in enumerate(cities):
        city = _CITIES.get(name)
        if city is None or number % 9 == 8:
            found.append({})
            continue
        mine = last[name] if number % 10 == 7 and name in last else _address(city, random.Random(number))  # noqa: S311
        last[name] = mine
        found.append(mine)
    return found


def _address(city: _City, chance: random.Random) -> Address:
    number, street = str(chance.randint(2, 190)), chance.choice(city.streets)
    code = "".join(str(chance.randint(1, 8)) if sign == "#" else sign for sign in city.code)
    place = f"{number} {street}" if city.number_first else f"{street} {number}"
    return {"street": place, "region": city.region, "postal_code": code, "country": city.country}
