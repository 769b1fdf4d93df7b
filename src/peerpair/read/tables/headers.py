"""The names that columns go by: ours first, then what exports and people call them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


RESIDENT = _words("""
    resident person id resident_id resident_name name full_name trainee learner physician provider
    staff staff_name employee mitarbeiter arzt assistenzarzt nom interne nombre residente
""")
LAST_NAME = _words("""
    last_name last surname family_name lastname nachname apellido apellidos nom_de_famille
""")
FIRST_NAME = _words("first_name first given_name firstname forename vorname prenom")
DATE = _words("date shift_date work_date day datum jour fecha dates date_range fechas zeitraum")
START = _words("""
    start start_date start_time begin from in shift_start start_date_time start_datetime time_in
    clock_in beginn von debut inicio desde first_day first_date
""")
END = _words("""
    end end_time finish stop to out ende bis fin hasta shift_end end_date_time end_datetime
    time_out clock_out
""")
HOURS = _words("""
    hours time times shift_hours shift_time shift_times zeit uhrzeit arbeitszeit horaire horaires
    horario horas
""")
END_INCLUSIVE = _words("""
    end_inclusive end_date_inclusive last_day last_date through thru to_last_day
""")
ROTATION = _words("rotation rotation_name service servicio")
KIND = _words("""
    kind shift shift_type shift_name assignment task type service dienst schicht poste turno
""")
SITE = _words("site location hospital facility standort klinik hopital sede")
NAME = _words("name full_name resident_name nom nombre nombre_completo")
SPECIALTY = _words("""
    specialty speciality program programme department fach fachrichtung fachgebiet specialite
    especialidad
""")
PGY = _words("""
    pgy pgy_level pgy_year training_year year level weiterbildungsjahr ausbildungsjahr jahr annee
    ano niveau nivel
""")
EMAIL = _words("""
    email e_mail email_address e_mail_address mail e_mail_adresse courriel adresse_e_mail correo
    correo_electronico
""")
REMARKS = frozenset(("candidates", "comment", "found_in"))
"""Headers of columns that are there for whoever edits a table."""
KNOWN = frozenset(("end_date", "block", "days", "soft", "protectable", "notes"))
KNOWN |= {*RESIDENT, *DATE, *START, *END, *END_INCLUSIVE, *ROTATION, *KIND, *SITE}
KNOWN |= {*SPECIALTY, *PGY, *EMAIL, *LAST_NAME, *FIRST_NAME}
"""Headers that give nobody away when a message quotes them."""


_NUMBERED = re.compile(
    r"(?:(?:second|third|2nd|3rd|other|co)_)?(.+?)(?:_?\d|_i{1,3}|_[a-e]|_last_first)?"
)


def names_people(name: str) -> bool:
    """Tell whether a header says that people stand under it: ``Resident``, ``Resident 2``."""
    match = _NUMBERED.fullmatch(name)
    return name in RESIDENT or bool(match and match[1] in RESIDENT)


def have_people(names: AbstractSet[str]) -> bool:
    """Tell whether headers say whom rows are about, by one column or by last and first names."""
    apart = bool(names & {*LAST_NAME}) and bool(names & {*FIRST_NAME})
    return apart or any(map(names_people, names))


def are_headers(names: Sequence[str]) -> bool:
    """Tell whether the cells of a row are headers: two that are known, and half of all."""
    known = sum(name in KNOWN or names_people(name) for name in names)
    return known >= 2 and 2 * known >= sum(map(bool, names))


def are_absences(names: AbstractSet[str]) -> bool:
    """Tell whether headers speak of dates of people, and of nothing that they do on them."""
    dated = bool(names & set(START)) and bool(names & set(END_INCLUSIVE))
    return have_people(names) and dated and not names & {"rotation", "end"}
