"""Figures of every agreement, as they are published: what the ready sentences are tried on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.inputs import ClaimInput
from tests.unit.documents import making
from tests.unit.documents.making import MORNING, claim, incident, origin

POLICE = origin("police", voice="STATE", labels={"uk": "поліція"})
RESCUERS = origin("rescuers", voice="STATE", labels={"uk": "рятувальники"})
CITY = origin("the city", labels={"uk": "міська рада"})
REGION = origin("the regional administration", labels={"uk": "обласна адміністрація"})
REPORT = origin("a media report", narrative_of="DOC", reliability="D", labels={"uk": "повідомлення ЗМІ"})
UNTRANSLATED = origin("an agency")


def said(number: int, value: int | None, quantifier: str = "EXACT", **members: Any) -> ClaimInput:
    return claim(f"UKR-2025-0001/C{number:02}", value, quantifier, **{"origin": POLICE, **members})


@dataclass(frozen=True)
class Shown:
    """A published incident, with those below it, by the name of what its first figure shows."""

    name: str
    document: IncidentDocument
    children: tuple[IncidentDocument, ...] = ()

    @property
    def figure(self) -> PublicFigure:
        return self.document.figures[0]


def of_cluster(name: str, *claims: ClaimInput, children: Sequence[ClaimInput]) -> Shown:
    """A cluster of places called Dnipro, Samar and Pavlohrad, with their names in Ukrainian; a claim for each."""
    names = (("Dnipro", "Дніпро"), ("Samar", "Самар"), ("Pavlohrad", "Павлоград"))
    below = [
        replace(
            incident(number, one),
            place=replace(making.place(place), names={"uk": in_ukrainian}),
            parent="UKR-2025-0001",
        )
        for number, (one, (place, in_ukrainian)) in enumerate(zip(children, names, strict=False), start=2)
    ]
    whole = making.document(making.cluster(*claims), below)
    return Shown(name, whole, tuple(making.document(child) for child in below))


def shown() -> Iterator[Shown]:
    """An incident for every way in which claims can agree, differ, add up or be silent."""
    single = {
        "no figure": [said(1, None, "UNQUANTIFIED")],
        "one origin": [said(1, 1)],
        "one origin, at least": [said(1, 13, "AT_LEAST")],
        "one origin, more than": [said(1, 100, "MORE_THAN")],
        "one origin, up to": [said(1, 30, "AT_MOST")],
        "one origin, fewer than": [said(1, 5, "LESS_THAN")],
        "one origin, between": [said(1, 20, "BETWEEN", value2=24)],
        "one origin, about": [said(1, 20, "APPROX")],
        "one origin, nearly": [said(1, 1250, "ALMOST")],
        "one origin, a word": [said(1, None, "VAGUE", vague_word="dozens")],
        "one origin, a plural": [said(1, None, "VAGUE", vague_word="plural")],
        "one origin, zero": [said(1, 0)],
        "one origin, a time of day": [said(1, 3, as_of_at=MORNING, as_of_on=None)],
        "two origins agree": [said(1, 11), said(2, 11, origin=CITY)],
        "two origins of one voice agree": [said(1, 11), said(2, 11, origin=RESCUERS)],
        "compatible": [said(1, 13), said(2, 11, "AT_LEAST", origin=CITY)],
        "progression": [said(1, 7), said(2, 21, origin=CITY, as_of_at=MORNING + timedelta(hours=5))],
        "conflict": [said(1, 19, origin=CITY), said(2, 17, origin=REGION)],
        "conflict, open": [said(1, 10), said(2, 15, "AT_LEAST", origin=CITY, reliability="C")],
        "conflict of a word and a number": [said(1, 2), said(2, None, "VAGUE", vague_word="dozens", origin=CITY)],
        "no named source": [said(1, 3, origin=REPORT, attribution_mode="UNATTRIBUTED")],
        "a label without translation": [said(1, 3, origin=UNTRANSLATED)],
        "a part": [said(1, 11, covers="PART", part="IDENTIFIED_ONLY")],
        "a part, more than": [said(1, 20, "MORE_THAN", covers="PART", part="ONE_FACILITY")],
    }
    for name, claims in single.items():
        yield Shown(name, making.document(incident(1, *claims)))
    dozens = {"quantifier": "VAGUE", "vague_word": "dozens"}
    yield of_cluster("sum by the desk", children=[_of(2, 11), _of(3, 2)])
    yield of_cluster("sum with a word", children=[_of(2, 7), _of(3, None, **dozens)])
    plural = _of(4, None, "VAGUE", vague_word="plural")
    yield of_cluster("sum of words", children=[_of(2, None, **dozens), _of(3, None, **dozens), plural])
    unnamed = _of(3, 2, origin=REPORT, attribution_mode="UNATTRIBUTED")
    yield of_cluster("sum, one part unnamed", children=[_of(2, 11), unnamed])
    yield of_cluster("headline and sum contradict", said(1, 11), children=[_of(2, 11), _of(3, 2)])


def _of(number: int, value: int | None, quantifier: str = "EXACT", **members: Any) -> ClaimInput:
    return claim(f"UKR-2025-{number:04}/C01", value, quantifier, **{"origin": POLICE, **members})
