"""What incidents can be chosen by beside the columns of their revisions: each gives the ids of revisions that answer.

They stand in subqueries of the one statement of a list or a total. All look at rows that were written with the
revision and say what it says in public.
"""

from typing import Any

from django.db.models import QuerySet

from sitreps.models.places import AtOrBelow
from sitreps.models.revisions import RevisionScene


def at_place(key: str) -> QuerySet[Any, Any]:
    """Revisions at a place or at one below it in the gazetteer."""
    return RevisionScene.objects.filter(AtOrBelow("place_key", key)).values("revision_id")
