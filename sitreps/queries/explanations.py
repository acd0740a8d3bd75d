"""How a figure was reached, from the record as it was at one number: three statements for any incident."""

from collections.abc import Sequence

from sitreps.documents import canonical
from sitreps.documents.explaining import explain
from sitreps.documents.explanation import FigureExplanation
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.wording import ENGLISH, Phrases
from sitreps.models.editions import EditionEntry, EditionIssue
from sitreps.queries import published


def explanation(ref: str, measure: str, *, seq: int, say: Phrases = ENGLISH) -> FigureExplanation | None:
    """The figure of an incident as the record knew it up to `seq`, told in a language; None where it gave none.

    Incident, places and history are read up to one number, so that a publication in between cannot tear them apart.
    """
    revisions = history(ref, seq=seq)
    if not revisions:
        return None
    children = newest(revisions[0].children, seq=seq)
    return explain(revisions[0], measure, children=children, revisions=revisions, say=say)


def history(ref: str, *, seq: int) -> list[IncidentDocument]:
    """Every revision of an incident up to a number of the record, newest first. Raises Gone and Merged."""
    return [canonical.decode(one.payload, IncidentDocument) for one in published.history(ref, seq=seq)]


def newest(refs: Sequence[str], *, seq: int) -> list[IncidentDocument]:
    """The newest revision of each of some incidents up to a number of the record, by ref."""
    if not refs:
        return []
    rows = published.as_known_at(seq).filter(ref__in=refs).order_by("ref")
    return [canonical.decode(payload, IncidentDocument) for payload in rows.values_list("content__payload", flat=True)]


def printed_in(ref: str, parent: str | None) -> list[EditionIssue]:
    """The newest issue of each edition that carries an incident or the cluster it belongs to, newest first.

    As `published.listed`. One statement.
    """
    entries = EditionEntry.objects.filter(ref__in=[ref, *([parent] if parent else [])])
    return list(published.listed().filter(pk__in=entries.values("issue")))
