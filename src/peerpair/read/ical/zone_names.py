"""Names that calendar programs give to time zones, and the IANA zones that they mean."""

from __future__ import annotations

import re
import zoneinfo
from functools import cache

from peerpair.model.time import is_zone

LONGEST_NAME = 200
"""Characters of the longest name that is looked up."""

_SHAPE = re.compile(r"[A-Za-z][\w+-]*(?:/[\w+-]+){0,2}", re.ASCII)
# The reading machine's own zone, and clocks that count leap seconds.
_NEVER = ("localtime", "factory", "posixrules", "posix", "right")
_PREFIX = re.compile(r"\((?:UTC|GMT)\s*(?:[+-]\d{1,2}[:.]?\d{2})?\)\s*(.+)", re.IGNORECASE)

# What Windows and Outlook show in their lists, in old and new editions.
_LABELS = """
Africa/Cairo: Cairo
Africa/Casablanca: Casablanca
Africa/Johannesburg: Harare, Pretoria
Africa/Juba: Juba
Africa/Khartoum: Khartoum
Africa/Lagos: West Central Africa
Africa/Nairobi: Nairobi
Africa/Sao_Tome: Sao Tome
Africa/Tripoli: Tripoli
Africa/Windhoek: Windhoek
America/Adak: Aleutian Islands
America/Anchorage: Alaska
America/Araguaina: Araguaina
America/Argentina/Buenos_Aires: City of Buenos Aires | Buenos Aires
America/Asuncion: Asuncion
America/Bahia: Salvador
America/Bogota: Bogota, Lima, Quito, Rio Branco | Bogota, Lima, Quito
America/Cancun: Chetumal
America/Caracas: Caracas
America/Cayenne: Cayenne, Fortaleza
America/Chicago: Central Time (US & Canada) | US-Central
America/Cuiaba: Cuiaba
America/Denver: Mountain Time (US & Canada) | US-Mountain
America/Grand_Turk: Turks and Caicos
America/Guatemala: Central America
America/Halifax: Atlantic Time (Canada)
America/Havana: Havana
America/Indiana/Indianapolis: Indiana (East)
America/La_Paz: Georgetown, La Paz, Manaus, San Juan
America/Los_Angeles: US-Pacific
America/Los_Angeles: Pacific Time (US & Canada) | Pacific Time (US & Canada); Tijuana
America/Los_Angeles: Pacific Time (US & Canada)/Tijuana
America/Mazatlan: La Paz, Mazatlan | Chihuahua, La Paz, Mazatlan
America/Mexico_City: Guadalajara, Mexico City, Monterrey
America/Miquelon: Saint Pierre and Miquelon
America/Montevideo: Montevideo
America/New_York: Eastern Time (US & Canada) | US-Eastern
America/Nuuk: Greenland
America/Phoenix: Arizona
America/Port-au-Prince: Haiti
America/Punta_Arenas: Punta Arenas
America/Regina: Saskatchewan
America/Santiago: Santiago
America/Sao_Paulo: Brasilia
America/St_Johns: Newfoundland
America/Tijuana: Baja California | Tijuana, Baja California
America/Whitehorse: Yukon
Asia/Almaty: Astana
Asia/Amman: Amman
Asia/Baghdad: Baghdad
Asia/Baku: Baku
Asia/Bangkok: Bangkok, Hanoi, Jakarta
Asia/Barnaul: Barnaul, Gorno-Altaysk
Asia/Beirut: Beirut
Asia/Bishkek: Bishkek
Asia/Chita: Chita
Asia/Colombo: Sri Jayawardenepura
Asia/Damascus: Damascus
Asia/Dhaka: Dhaka
Asia/Dubai: Abu Dhabi, Muscat
Asia/Hebron: Gaza, Hebron
Asia/Hovd: Hovd
Asia/Irkutsk: Irkutsk | Irkutsk, Ulaan Bataar
Asia/Jerusalem: Jerusalem
Asia/Kabul: Kabul
Asia/Kamchatka: Anadyr, Petropavlovsk-Kamchatsky
Asia/Karachi: Islamabad, Karachi
Asia/Kathmandu: Kathmandu
Asia/Kolkata: Chennai, Kolkata, Mumbai, New Delhi
Asia/Krasnoyarsk: Krasnoyarsk
Asia/Magadan: Magadan
Asia/Novosibirsk: Novosibirsk
Asia/Omsk: Omsk
Asia/Pyongyang: Pyongyang
Asia/Riyadh: Kuwait, Riyadh
Asia/Sakhalin: Sakhalin
Asia/Seoul: Seoul
Asia/Shanghai: Beijing, Chongqing, Hong Kong, Urumqi
Asia/Singapore: Kuala Lumpur, Singapore
Asia/Srednekolymsk: Chokurdakh
Asia/Taipei: Taipei
Asia/Tashkent: Ashgabat, Tashkent | Ashgabat, Toshkent
Asia/Tbilisi: Tbilisi
Asia/Tehran: Tehran
Asia/Tokyo: Osaka, Sapporo, Tokyo
Asia/Tomsk: Tomsk
Asia/Ulaanbaatar: Ulaanbaatar
Asia/Vladivostok: Vladivostok
Asia/Yakutsk: Yakutsk
Asia/Yangon: Yangon (Rangoon)
Asia/Yekaterinburg: Ekaterinburg
Asia/Yerevan: Yerevan
Atlantic/Azores: Azores
Atlantic/Cape_Verde: Cabo Verde Is. | Cape Verde Is.
Atlantic/Reykjavik: Monrovia, Reykjavik
Australia/Adelaide: Adelaide
Australia/Brisbane: Brisbane
Australia/Darwin: Darwin
Australia/Eucla: Eucla
Australia/Hobart: Hobart
Australia/Lord_Howe: Lord Howe Island
Australia/Perth: Perth
Australia/Sydney: Canberra, Melbourne, Sydney
Etc/GMT+11: Coordinated Universal Time-11
Etc/GMT+12: International Date Line West
Etc/GMT+2: Coordinated Universal Time-02
Etc/GMT+8: Coordinated Universal Time-08
Etc/GMT+9: Coordinated Universal Time-09
Etc/GMT-12: Coordinated Universal Time+12
Etc/GMT-13: Coordinated Universal Time+13
Etc/UTC: Coordinated Universal Time | tzone://Microsoft/Utc
Europe/Astrakhan: Astrakhan, Ulyanovsk
Europe/Berlin: Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna
Europe/Bucharest: Athens, Bucharest
Europe/Budapest: Belgrade, Bratislava, Budapest, Ljubljana, Prague
Europe/Chisinau: Chisinau
Europe/Istanbul: Istanbul
Europe/Kaliningrad: Kaliningrad
Europe/Kyiv: Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius
Europe/London: Dublin, Edinburgh, Lisbon, London
Europe/London: Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London
Europe/Minsk: Minsk
Europe/Moscow: Moscow, St. Petersburg | Moscow, St. Petersburg, Volgograd
Europe/Paris: Brussels, Copenhagen, Madrid, Paris
Europe/Samara: Izhevsk, Samara
Europe/Saratov: Saratov
Europe/Volgograd: Volgograd
Europe/Warsaw: Sarajevo, Skopje, Warsaw, Zagreb
Indian/Mauritius: Port Louis
Pacific/Apia: Samoa
Pacific/Auckland: Auckland, Wellington
Pacific/Bougainville: Bougainville Island
Pacific/Chatham: Chatham Islands
Pacific/Easter: Easter Island
Pacific/Fiji: Fiji
Pacific/Guadalcanal: Solomon Is., New Caledonia
Pacific/Honolulu: Hawaii
Pacific/Kiritimati: Kiritimati Island
Pacific/Marquesas: Marquesas Islands
Pacific/Norfolk: Norfolk Island
Pacific/Pago_Pago: Midway Island, Samoa
Pacific/Port_Moresby: Guam, Port Moresby
Pacific/Tongatapu: Nuku'alofa
"""


def iana_name(text: str) -> str | None:
    """Return the IANA zone that a name means, or None.

    It may be the zone itself in any letters, a name or label of Windows, or something in front of
    an area and a city, as in ``/mozilla.org/20050126_1/Europe/Berlin``.

    Examples
    --------
    >>> iana_name("(UTC-05:00) Eastern Time (US & Canada)"), iana_name("W. Europe Standard Time")
    ('America/New_York', 'Europe/Berlin')
    >>> iana_name("/mozilla.org/20050126_1/Europe/Berlin"), iana_name("localtime")
    ('Europe/Berlin', None)
    """
    if len(text) > LONGEST_NAME:
        return None
    return _zone(text) or _windows(text) or _suffix(text)


def _zone(text: str) -> str | None:
    name = text.replace(" ", "_") if "/" in text else text
    if not _SHAPE.fullmatch(name) or name.casefold().split("/")[0] in _NEVER:
        return None
    return name if is_zone(name) else _known_zones().get(name.casefold())


def _windows(text: str) -> str | None:
    label = " ".join(text.replace("&amp;", "&").casefold().split())
    match = _PREFIX.fullmatch(label)
    found = _windows_names().get(match[1] if match else label)
    return found if found and is_zone(found) else None


def _suffix(text: str) -> str | None:
    parts = text.split("/")
    for size in (3, 2):
        before, zone = parts[:-size], "/".join(parts[-size:])
        if before and before[-1].casefold() not in _NEVER:
            found = _zone(zone)
            if found:
                return found
    return None


@cache
def _known_zones() -> dict[str, str]:
    return {name.casefold(): name for name in zoneinfo.available_timezones()}


@cache
def _windows_names() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    found = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    for line in _LABELS.strip().splitlines():
        zone, _, labels = line.partition(": ")
        found.update((label.casefold(), zone) for label in labels.split(" | "))
    return found
