"""The index of words follows its table, is looked for by a check, and is made anew where it is gone."""

import pytest
from django.core import checks
from django.core.checks import CheckMessage
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitreps import apps
from sitreps.documents.search import Wanted, words
from sitreps.models import word_index
from sitreps.models.revisions import IncidentRevision, RevisionText
from tests import factories

pytestmark = pytest.mark.django_db

SPOKEN = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


def missing() -> list[CheckMessage]:
    found = checks.run_checks(tags=["database"], databases=["default"])
    return [message for message in found if message.id == "sitreps.E008"]


def found(client: Client, q: str) -> int:
    count: int = client.get("/api/v1/incidents/", {"q": q}).json()["meta"]["count"]
    return count


@pytest.mark.django_db(transaction=True)
def test_an_index_that_is_gone_is_missed_and_made_anew(client: Client) -> None:
    factories.published_incident(title="Strike on the port")
    assert missing() == []
    word_index.drop(connection)
    assert missing() != []
    apps.guard_the_record(using="default")
    assert missing() == []
    assert found(client, "port") == 1
    factories.published_incident(title="Another port")
    assert found(client, "port") == 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(SPOKEN, min_size=1, max_size=3), data=st.data())
def test_each_word_is_found_where_it_stands_and_nowhere_else(texts: list[str], data: st.DataObject) -> None:
    """Any text that the fold can make of anything: as the fold says, so the database finds."""
    revisions = _revisions(len(texts))
    held = dict(zip(revisions, (set(words(text)) for text in texts), strict=True))
    for revision, own in held.items():
        RevisionText(revision=revision, search_text=" ".join(sorted(own))).save()
    spoken = sorted(set().union(*held.values()))
    if spoken:
        word = data.draw(st.sampled_from(spoken))
        length = data.draw(st.integers(1, len(word)))
        asked = [Wanted(word), Wanted(word[:length], beginning=True)]
        for some in ([asked[0]], [asked[1]], asked):
            rows = RevisionText.objects.filter(word_index.Holds(some), revision__in=revisions)
            expected = {one.pk for one, own in held.items() if all(_holds(own, wanted) for wanted in some)}
            assert set(rows.values_list("pk", flat=True)) == expected


def _holds(own: set[str], wanted: Wanted) -> bool:
    return any(word.startswith(wanted.word) if wanted.beginning else word == wanted.word for word in own)


def _revisions(count: int) -> list[IncidentRevision]:
    """Revisions of an incident without anything beside them."""
    incident = factories.incident()
    made = []
    for number in range(1, count + 1):
        revision = IncidentRevision(
            incident=incident,
            number=number,
            change_code="NEW",
            by="editor",
            sha256="",
            ref=incident.ref,
            kind="EVENT",
            occurred_on=factories.DAY,
            event_type="",
            sub_event_type="",
            grade="",
            published_at=factories.NOON,
            seq=IncidentRevision.objects.count() + 1,
        )
        revision.save()
        made.append(revision)
    return made
