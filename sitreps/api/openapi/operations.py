"""What each address answers, for the schema: one entry a view. A view without one fails the generation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sitreps.api import (
    changes,
    documents,
    editions,
    explanations,
    incident_parameters,
    incidents,
    index,
    reference,
    revisions,
    total_parameters,
    totals,
)
from sitreps.api.openapi import components, views
from sitreps.api.openapi.components import Schema, page_of, picked

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One GET. `content` maps media types to shapes; `query` names the parameters that the view accepts."""

    id: str
    tag: str
    summary: str
    description: str = ""
    query: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    """Parameters that this address takes several values of, where others take one."""
    content: Mapping[str, Schema] = field(default_factory=dict)
    may_be_gone: bool = False
    """Whether what was published here can be withdrawn, hidden, redacted or merged."""
    is_found: bool = True
    """Whether the address answers whatever its varying parts are (a list without any)."""


INCIDENTS: Mapping[type, Operation] = {
    incidents.IncidentList: Operation(
        id="incidents",
        tag="incidents",
        summary="The newest public revision of each incident",
        description="A walk along `links.next` meets every incident that does not change meanwhile exactly once;"
        " for an exact copy follow `changes/`, or fix the record with `as_known_at`.",
        query=incident_parameters.LIST_PARAMETERS,
        content={JSON: page_of(picked("Incident"), counted=True)},
    ),
    incidents.IncidentDetail: Operation(
        id="incident",
        tag="incidents",
        summary="One incident, now or as it was known at a moment",
        query=incident_parameters.DETAIL_PARAMETERS,
        content={JSON: picked("Incident")},
        may_be_gone=True,
        is_found=False,
    ),
    revisions.RevisionList: Operation(
        id="revisions",
        tag="incidents",
        summary="Every revision of an incident: what it changed, why, and what was said before",
        query=revisions.LIST_PARAMETERS,
        content={JSON: page_of(picked("Revision"))},
        may_be_gone=True,
        is_found=False,
    ),
    revisions.RevisionDetail: Operation(
        id="revision",
        tag="incidents",
        summary="One revision whole, as it was published",
        query=revisions.DETAIL_PARAMETERS,
        content={JSON: picked("Incident")},
        may_be_gone=True,
        is_found=False,
    ),
    explanations.FigureDetail: Operation(
        id="figure",
        tag="incidents",
        summary="How one figure was reached: every claim, used or not and why, and how the figure moved",
        query=explanations.PARAMETERS,
        content={JSON: picked("Explanation")},
        may_be_gone=True,
        is_found=False,
    ),
}


_FILES: Mapping[str, Schema] = {
    JSON: components.reference("Edition"),
    "text/html": {"type": "string"},
    "application/pdf": {"type": "string", "format": "binary"},
}
EDITIONS: Mapping[type, Operation] = {
    editions.EditionList: Operation(
        id="editions",
        tag="editions",
        summary="The newest issue of each edition, newest period first",
        query=editions.LIST_PARAMETERS,
        content={JSON: page_of(picked("EditionRow"))},
    ),
    editions.LatestEdition: Operation(
        id="latestEdition",
        tag="editions",
        summary="The newest edition of a series",
        query=editions.LATEST_PARAMETERS,
        content={JSON: picked("Edition")},
        may_be_gone=True,
        is_found=False,
    ),
    editions.EditionDetail: Operation(
        id="edition",
        tag="editions",
        summary="One edition by its number",
        query=editions.EDITION_PARAMETERS,
        content={JSON: picked("Edition")},
        may_be_gone=True,
        is_found=False,
    ),
    documents.EditionFile: Operation(
        id="document",
        tag="editions",
        summary="A stored document of an edition, byte for byte",
        description="`Repr-Digest` has the sha256 of the bytes. The JSON is the frozen edition: what is added to an"
        " answer (`status`, `documents`, `previous`, `next`, `sha256`) is not in it.",
        query=("issue",),
        content={**_FILES} | {JSON: {"type": "object"}},
        may_be_gone=True,
        is_found=False,
    ),
}


RECORD: Mapping[type, Operation] = {
    index.Root: Operation(
        id="root",
        tag="about",
        summary="What there is to read, and on what terms",
        content={JSON: components.reference("Index")},
    ),
    totals.TotalList: Operation(
        id="figures",
        tag="figures",
        summary="Totals over the record, broken down as asked",
        description="Only whole incidents are summed, each once; those of grade DISCOUNTED are not. A row whose group"
        " says `undated` or `not_allocated` has what is dated or located more coarsely than the breakdown.",
        query=total_parameters.PARAMETERS,
        several=("measure",),
        content={JSON: page_of(picked("Total"), counted=True)},
    ),
    changes.ChangeList: Operation(
        id="changes",
        tag="changes",
        summary="Everything that happened to the record, in one order",
        description="Begin with `since=0`, deal with the events, and ask again with the last `seq`: nothing is"
        " missed and nothing comes twice. `meta.head` is the newest number.",
        query=changes.PARAMETERS,
        content={JSON: page_of(components.reference("Change"), meta="ChangeMeta")},
    ),
    views.SchemaFile: Operation(
        id="schema",
        tag="about",
        summary="This description",
        content={views.MEDIA_TYPE: {"type": "object"}, JSON: {"type": "object"}},
    ),
}


def _reference() -> dict[type, Operation]:
    lists = {
        reference.PlaceList: ("places", "Places that the record names", "Place"),
        reference.SourceList: ("sources", "Public documents that the record cites", "Source"),
        reference.SeriesList: ("series", "Series that have issued an edition", "Series"),
        reference.VocabularyList: ("vocabularies", "Vocabularies whose codes stand in answers", "VocabularyRow"),
    }
    found: dict[type, Operation] = {
        view: Operation(
            id=name,
            tag="reference",
            summary=summary,
            query=reference.LIST_PARAMETERS,
            content={JSON: page_of(picked(shape))},
        )
        for view, (name, summary, shape) in lists.items()
    }
    found[reference.VocabularyDetail] = Operation(
        id="vocabulary",
        tag="reference",
        summary="One vocabulary: its codes with their labels and parents",
        query=reference.DETAIL_PARAMETERS,
        content={JSON: picked("Vocabulary")},
        is_found=False,
    )
    return found


def operations() -> dict[type, Operation]:
    """Every address of version 1, by its view."""
    return {**RECORD, **INCIDENTS, **EDITIONS, **_reference()}


def responses(operation: Operation) -> dict[str, Any]:
    """What an operation may answer, by status."""
    answers: dict[str, Any] = {
        "200": {
            "description": "What was asked for.",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {media: {"schema": schema} for media, schema in operation.content.items()},
        },
        "304": {"description": "What the client holds (`If-None-Match`) is current."},
        "400": _problem("Parameters that are unknown, absurd or contradict each other; `errors` names each."),
        "406": _problem("A format that this address does not have."),
    }
    if "perpetrator" in operation.query:
        answers["401"] = _problem("A filter that is for partners with a key.")
    if not operation.is_found:
        answers["404"] = _problem("Nothing is published here; what is unpublished or unknown looks the same.")
    if operation.may_be_gone:
        answers["308"] = {"description": "It was merged: the survivor stands at `Location`."}
        gone = "It was published and is gone: withdrawn, under review, or redacted. `code` and `detail` say why."
        answers["410"] = _problem(gone, "Gone")
    return dict(sorted(answers.items()))


def _problem(description: str, shape: str = "Problem") -> dict[str, Any]:
    schema = components.reference(shape)
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}
