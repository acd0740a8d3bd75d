"""A desk's working copies by chance, the same for the same seed: places, sources, incidents with claims and damage."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sitreps.models.accounts import COMMAND, User, actor
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.parties import Party
from sitreps.models.places import Place
from sitreps.models.series import Series
from sitreps.models.sources import Origin, SourceItem
from sitreps.workflow import IncidentState

FIRST_DAY = date(2023, 1, 1)
DAYS = 720
SERIES = "UKR-DAILY"
COUNTRIES = (("UKR", "Ukraine", 48.4, 31.2), ("SDN", "Sudan", 15.5, 30.2), ("SYR", "Syria", 35.0, 38.5),
             ("MMR", "Myanmar", 21.0, 96.0), ("COD", "DR Congo", -2.9, 23.6))  # fmt: skip
EVENTS = (("SHELLING_ARTILLERY_MISSILE", "MISSILE"), ("AIR_DRONE_STRIKE", "UAV"), ("AIR_DRONE_STRIKE", "AERIAL_BOMB"),
          ("ARMED_CLASH", "SMALL_ARMS"), ("ATTACK", ""), ("REMOTE_EXPLOSIVE_LANDMINE_IED", "MINE_IED"))  # fmt: skip
MEASURES = ("KILLED", "KILLED", "KILLED", "INJURED", "INJURED", "MISSING")
FACILITIES = ("EDU.SCHOOL", "EDU.PRESCHOOL", "HEA.HOSPITAL", "HEA.CLINIC", "RES.HOUSE", "RES.BUILDING", "COM.MARKET")
ADM1, TOWNS, ORIGINS, ITEMS = 6, 5, 40, 300


@dataclass(frozen=True, slots=True)
class Desk:
    """What incidents refer to."""

    by: User
    places: list[Place]
    parties: list[Party]
    origins: list[Origin]
    items: list[SourceItem]


def desk(random: Random) -> Desk:
    """An empty database with a gazetteer, parties, origins, documents and one series."""
    Series.objects.create(
        code=SERIES, title="Ukraine: Daily Situation Report", countries=["UKR"], timezone="Europe/Kyiv",
        cut_off=time(18), languages=["en"], starts_on=FIRST_DAY, contact="desk@example.org",
    )  # fmt: skip
    parties = [Party.objects.create(key=f"PARTY-{n}", name=f"Armed group {n}", type="ARMED_GROUP") for n in range(6)]
    return Desk(actor(COMMAND), _places(), parties, _origins(random, parties), _items(random))


def _places() -> list[Place]:
    towns = []
    for code, name, lat, lon in COUNTRIES:
        country = Place.objects.create(key=code, level="COUNTRY", name=name, iso3166_1=code, lat=lat, lon=lon)
        for unit in range(ADM1):
            pcode = f"{code[:2]}{unit + 10}"
            adm1 = Place.objects.create(
                key=f"{code}-{unit}", level="ADM1", name=f"{name}, province {unit + 1}", parent=country, iso3166_1=code,
                pcode=pcode, iso3166_2=f"{code[:2]}-{unit + 10}", lat=lat + unit / 4, lon=lon - unit / 4,
            )  # fmt: skip
            for town in range(TOWNS):
                number = unit * TOWNS + town + 1
                made = Place.objects.create(
                    key=f"{code}-{unit}-{town}", level="SETTLEMENT", name=f"Town {number} of {name}", parent=adm1,
                    iso3166_1=code, adm1_pcode=pcode, adm2_pcode=f"{pcode}{town:02}",
                    lat=lat + number / 50, lon=lon + number / 50, geo_precision=1,
                )  # fmt: skip
                towns.append(made)
    return towns


def _origins(random: Random, parties: list[Party]) -> list[Origin]:
    kinds = ("POLICE", "LOCAL_AUTHORITY", "NEWS_AGENCY", "NNGO", "HEALTH_FACILITY", "PARTY_TO_CONFLICT")
    return [
        Origin.objects.create(
            key=f"ORIGIN-{n}", name=f"Source number {n}", public_label=f"the {kind.replace('_', ' ').lower()} {n}",
            type=kind, reliability=random.choice("ABCDF"), voice=f"VOICE-{n % 15}",
            party=random.choice(parties) if kind == "PARTY_TO_CONFLICT" else None, protect_identity=n % 13 == 0,
        )
        for n, kind in ((n, kinds[n % len(kinds)]) for n in range(ORIGINS))
    ]  # fmt: skip


def _items(random: Random) -> list[SourceItem]:
    return [
        SourceItem.objects.create(
            key=f"DOC-{n}", type="NEWS_MEDIA", title=f"Report number {n} on attacks against civilians",
            publisher=f"Publisher {n % 20}", url=f"https://news.example/{n}", reliability=random.choice("BCF"),
            published_on=FIRST_DAY + timedelta(days=random.randrange(DAYS)), published_basis="STATED",
        )
        for n in range(ITEMS)
    ]  # fmt: skip


def tree(random: Random, on: Desk, numbers: list[str], day: date) -> list[Incident]:
    """One event, or with several numbers the places of a cluster and then the cluster: saved, with their rows.

    `numbers` are the last parts of their refs.
    """
    place = random.choice(on.places)
    refs = [f"{place.iso3166_1}-{day.year}-{number}" for number in numbers]
    if len(refs) == 1:
        return [_incident(random, on, refs[0], day, place)]
    province = place.parent or place
    cluster = _incident(random, on, refs[-1], day, province, kind="CLUSTER", breakdown_complete="no")
    near = [one for one in on.places if one.parent_id == province.pk]
    return [*(_incident(random, on, ref, day, random.choice(near), parent=cluster) for ref in refs[:-1]), cluster]


def _incident(random: Random, on: Desk, ref: str, day: date, place: Place, **more: Any) -> Incident:
    kind, weapon = random.choice(EVENTS)
    what = kind.replace("_", " ").lower()
    party = random.choice([None, None, *on.parties])
    noted = datetime.combine(day, time(20), UTC)
    made = Incident.objects.create(
        ref=ref, title=f"{what[0].upper()}{what[1:]} at {place.name}", place=place, occurred_on=day,
        summary=f"People were killed and injured when {place.name} was hit; houses near the market burnt down.",
        sub_event_type=kind, weapon=weapon, perpetrator=party, date_precision="DAY", state=IncidentState.PUBLISHED,
        perpetrator_basis="ASSERTED_BY_PUBLISHER" if party else "NOT_STATED", created_by=on.by, created_at=noted,
        changed_by=on.by, changed_at=noted, **more,
    )  # fmt: skip
    for number in range(random.choices([1, 2, 3, 4, 6, 9], [15, 25, 30, 20, 8, 2])[0]):
        _claim(random, on, made, number, noted)
    for number in range(random.choices([0, 1, 2, 4], [50, 25, 15, 10])[0]):
        _damage(random, on, made, number, noted)
    return made


def _claim(random: Random, on: Desk, of: Incident, number: int, noted: datetime) -> None:
    measure = random.choice(MEASURES)
    value = random.choices([1, 2, 3, 7, 20, 100], [30, 25, 20, 15, 8, 2])[0]
    quantifier = random.choices(["EXACT", "AT_LEAST", "MORE_THAN", "APPROX", "VAGUE"], [50, 30, 8, 7, 5])[0]
    words = f"{quantifier.replace('_', ' ').lower()} {value} people"
    Claim.objects.create(
        incident=of, key=f"C{number + 1:02}", measure=measure, quantifier=quantifier,
        value=None if quantifier == "VAGUE" else value, vague_word="several" if quantifier == "VAGUE" else "",
        wording=words, quote={"text": f"The source spoke of {words}."}, origin=random.choice(on.origins),
        source_item=random.choice(on.items), as_of_on=of.occurred_on, recorded_at=noted, recorded_by=on.by,
        count_basis="STOCK" if measure == "MISSING" else "CUMULATIVE", published_in=1,
    )  # fmt: skip


def _damage(random: Random, on: Desk, of: Incident, number: int, noted: datetime) -> None:
    is_counted = random.random() < 0.7
    FacilityDamage.objects.create(
        incident=of, key=f"F{number + 1}", category=random.choice(FACILITIES),
        quantifier="EXACT" if is_counted else "VAGUE", value=random.randint(1, 5) if is_counted else None,
        vague_word="" if is_counted else "plural", severity=random.choice(["DAMAGED", "DESTROYED", "UNSPECIFIED"]),
        origin=random.choice(on.origins), source_item=random.choice(on.items), recorded_at=noted, recorded_by=on.by,
    )  # fmt: skip
