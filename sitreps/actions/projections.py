"""The rows beside a revision that lists and totals read: written with it, and made again from it to be compared."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db.models import Model

from sitreps.documents import projections, search
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.figures.sums import Summand
from sitreps.models.incidents import Incident
from sitreps.models.revisions import (
    FILTER_COLUMNS,
    IncidentRevision,
    Latest,
    RevisionCombatants,
    RevisionDating,
    RevisionFacility,
    RevisionFigure,
    RevisionScene,
    RevisionSource,
    RevisionText,
)
from sitreps.queries import standing

TABLES: tuple[type[Model], ...] = (
    RevisionFigure,
    RevisionCombatants,
    RevisionFacility,
    RevisionDating,
    RevisionScene,
    RevisionSource,
    RevisionText,
)


def write(revision: IncidentRevision, document: IncidentDocument, inputs: IncidentInput) -> None:
    """Store the rows of a revision; the caller's transaction holds both."""
    RevisionFigure.objects.bulk_create(_figures(revision, document))
    RevisionCombatants.objects.bulk_create(_combatants(revision, document))
    RevisionFacility.objects.bulk_create(_facilities(revision, document, inputs))
    RevisionSource.objects.bulk_create(_sources(revision, document))
    for row in (_dating(revision, document), _scene(revision, document), _text(revision, document)):
        row.save()


def rows(revision: IncidentRevision, document: IncidentDocument, inputs: IncidentInput) -> list[Model]:
    """The rows that ought to stand beside a revision, not saved."""
    return [
        *_figures(revision, document),
        *_combatants(revision, document),
        *_facilities(revision, document, inputs),
        *_sources(revision, document),
        _dating(revision, document),
        _scene(revision, document),
        _text(revision, document),
    ]


def refresh_latest(incident: Incident) -> None:
    """Make the projection of an incident what lists may show of it now: its newest revision, or nothing (api.md)."""
    revision = standing.shown().filter(incident=incident).first()
    if revision is None:
        Latest.objects.filter(incident=incident).delete()
        return
    columns = {name: getattr(revision, name) for name in FILTER_COLUMNS}
    Latest.objects.update_or_create(incident=incident, defaults={"revision": revision, **columns})


def _figures(revision: IncidentRevision, document: IncidentDocument) -> Iterator[RevisionFigure]:
    for measure, summand in projections.summands(document).items():
        yield RevisionFigure(revision=revision, measure=measure, **_columns(summand))


def _combatants(revision: IncidentRevision, document: IncidentDocument) -> Iterator[RevisionCombatants]:
    for measure, summand in projections.combatants(document).items():
        yield RevisionCombatants(revision=revision, measure=measure, **_columns(summand))


def _columns(summand: Summand) -> dict[str, Any]:
    return {**asdict(summand), "vague_parts": ",".join(summand.vague_parts)}


def _facilities(
    revision: IncidentRevision, document: IncidentDocument, inputs: IncidentInput
) -> Iterator[RevisionFacility]:
    for category, count in projections.facilities(document, inputs).items():
        yield RevisionFacility(
            revision=revision,
            category=category,
            lower=count.lower,
            upper=count.upper,
            numbered_lower=count.numbered_lower,
            number_not_given=count.number_not_given,
            quantifier=count.quantifier,
            number=count.number,
            number_upper=count.number_upper,
        )


def _dating(revision: IncidentRevision, document: IncidentDocument) -> RevisionDating:
    return RevisionDating(revision=revision, **asdict(projections.dating(document.occurred)))


def _scene(revision: IncidentRevision, document: IncidentDocument) -> RevisionScene:
    return RevisionScene(revision=revision, **asdict(projections.scene(document)))


def _sources(revision: IncidentRevision, document: IncidentDocument) -> Iterator[RevisionSource]:
    return (RevisionSource(revision=revision, key=key) for key in projections.sources(document))


def _text(revision: IncidentRevision, document: IncidentDocument) -> RevisionText:
    return RevisionText(revision=revision, search_text=search.search_text(document))
