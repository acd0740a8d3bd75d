"""`incidents/{ref}/figures/{MEASURE}/`: how one figure was reached, in data and in words."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self

from django.http import Http404, QueryDict
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from sitreps.api import pages, validators
from sitreps.api.base import RecordView
from sitreps.api.parameters import Reader
from sitreps.documents import canonical
from sitreps.documents.explanation import FigureExplanation
from sitreps.documents.wording import ENGLISH, LANGUAGES, phrases
from sitreps.queries import published
from sitreps.queries.explanations import explanation

MEMBERS = tuple(field.name for field in fields(FigureExplanation))
PARAMETERS = ("as_known_at", "fields", "format", "language")


@dataclass(frozen=True, slots=True)
class ExplanationParameters:
    """What may be asked of one figure."""

    as_known_at: datetime | None
    members: tuple[str, ...]
    language: str

    @classmethod
    def read(cls, given: QueryDict, *, now: datetime) -> Self:
        """From the query string; `InvalidQuery` names every fault."""
        reader = Reader(given, PARAMETERS)
        moment, members = pages.read_as_known_at(reader, now), pages.read_members(reader, MEMBERS)
        language = reader.code("language", LANGUAGES)
        reader.check()
        return cls(moment, members, language or ENGLISH.language)


class FigureDetail(RecordView):
    """One figure of one incident, now or as it was known at a moment."""

    def get(self, request: Request, ref: str, measure: str, **kwargs: Any) -> Response:
        """Three statements, four for a past moment; one for a client that holds the answer already."""
        asked = ExplanationParameters.read(request.query_params, now=timezone.now())
        head = published.head()
        tag = validators.tag(request, head)
        if validators.is_held(request, tag):
            return self.not_modified(tag)
        seq = head if asked.as_known_at is None else published.known_seq(asked.as_known_at)
        found = explanation(ref, measure, seq=seq, say=phrases(asked.language))
        if found is None:
            raise Http404
        return self.answer(pages.pick(canonical.encode(found), asked.members), tag)
