"""What incidents can be chosen by beside the columns of their revisions: each gives the ids of revisions that answer.

They stand in subqueries of the one statement of a list or a total. All look at rows that were written with the
revision and say what it says in public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sitreps.documents.search import Wanted
from sitreps.models.places import AtOrBelow
from sitreps.models.revisions import RevisionFacility, RevisionScene, RevisionText
from sitreps.models.word_index import Holds


@dataclass(frozen=True, slots=True)
class Box:
    """A box of degrees (WGS 84), its edges included. Where `west` is east of `east` it lies across the antimeridian."""

    west: float
    south: float
    east: float
    north: float


def at_place(key: str) -> QuerySet[Any, Any]:
    """Revisions at a place or at one below it in the gazetteer."""
    return RevisionScene.objects.filter(AtOrBelow("place_key", key)).values("revision_id")


def in_box(box: Box) -> QuerySet[Any, Any]:
    """Revisions whose place has its public point in the box; one without a point is in none."""
    west, east = Q(lon__gte=box.west), Q(lon__lte=box.east)
    between = west & east if box.west <= box.east else west | east
    return RevisionScene.objects.filter(between, lat__range=(box.south, box.north)).values("revision_id")


def by_party(key: str) -> QuerySet[Any, Any]:
    """Revisions that name this party as reported responsible."""
    return RevisionScene.objects.filter(perpetrator=key).exclude(perpetrator="").values("revision_id")


def with_damage(category: str) -> QuerySet[Any, Any]:
    """Revisions that tell of damage to facilities of a category or of one below it: the categories above have rows."""
    return RevisionFacility.objects.filter(category=category).values("revision_id")


def with_words(wanted: Sequence[Wanted]) -> QuerySet[Any, Any]:
    """Revisions whose public text has all these words."""
    return RevisionText.objects.filter(Holds(wanted)).values("revision_id")
