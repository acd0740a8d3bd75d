"""Many trees published at once are what one publication after the other gives, and are refused alike."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model

from sitreps.actions.first_publications import publish_new
from sitreps.actions.projections import TABLES
from sitreps.actions.publishing import publish_tree
from sitreps.actions.verifying import Verification
from sitreps.errors import InvalidValue, NotAllowed, SitrepsError, StaleVersion, WrongState
from sitreps.models.accounts import User
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change
from sitreps.models.claims import Claim
from sitreps.models.deliveries import Outbox
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest, RevisionContent
from sitreps.models.sequence import Sequence as Counter
from tests import factories

pytestmark = pytest.mark.django_db

WRITTEN: tuple[type[Model], ...] = (
    IncidentRevision, RevisionContent, Latest, Change, Outbox, AuditEvent, Claim, Incident, Counter, *TABLES,
)  # fmt: skip
OWN = {"id", "revision_id", "uuid"}
"""What two runs of the same cannot have in common."""


def waiting(**fields: Any) -> Incident:
    made = factories.incident(state="IN_REVIEW", **fields)
    factories.claim(made, quantifier="EXACT", value=3)
    return made


@pytest.fixture
def roots() -> list[Incident]:
    """An event, a cluster of two places of which one is still a draft, another event with damage."""
    event, cluster = waiting(), waiting(kind="CLUSTER")
    waiting(parent=cluster)
    factories.incident(parent=cluster, state="DRAFT")
    factories.facility(last := waiting())
    return [event, cluster, last]


def one_after_the_other(roots: Sequence[Incident], by: User) -> None:
    for root in roots:
        publish_tree(incident=root, by=by, now=factories.NOON)


def at_once(roots: Sequence[Incident], by: User) -> None:
    publish_new(roots=roots, by=by, now=factories.NOON)


def written(publish: Callable[[], None]) -> dict[str, list[Any]]:
    """The rows that a publication leaves; it is rolled back."""
    with transaction.atomic():
        publish()
        assert list(Verification().differences()) == []
        found = {
            model.__name__: sorted(
                str({name: value for name, value in row.items() if name not in OWN})
                for row in model._default_manager.values()
            )
            for model in WRITTEN
        }
        transaction.set_rollback(True)
    return found


def test_the_record_and_the_log_are_the_same_to_the_last_digest(roots: list[Incident], editor: User) -> None:
    alike = written(lambda: at_once(roots, editor))
    assert alike == written(lambda: one_after_the_other(roots, editor))
    assert len(alike["RevisionContent"]) == len(alike["AuditEvent"]) == 4


def test_it_goes_on_where_the_record_stood(roots: list[Incident], editor: User) -> None:
    factories.published(waiting(), now=factories.NOON + timedelta(hours=1))  # a clock that ran back since
    assert written(lambda: at_once(roots, editor)) == written(lambda: one_after_the_other(roots, editor))


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"state": "DRAFT"}, WrongState),
        ({"state": "PUBLISHED"}, WrongState),
        ({"sensitivity": "RESTRICTED"}, InvalidValue),
        ({"publish_not_before": factories.NOON + timedelta(days=1)}, InvalidValue),
        ({"occurred_on": factories.DAY + timedelta(days=5)}, InvalidValue),
    ],
)
def test_what_may_not_go_out_by_itself_does_not_go_out_with_many(
    roots: list[Incident], editor: User, fields: dict[str, Any], refusal: type[SitrepsError]
) -> None:
    Incident.objects.filter(pk=roots[2].pk).update(**fields)
    refused = list(Incident.objects.order_by("ref").filter(pk__in=[root.pk for root in roots]))
    for publish in (at_once, one_after_the_other):
        with pytest.raises(refusal), transaction.atomic():
            publish(refused, editor)
        assert not IncidentRevision.objects.exists()


def test_nobody_publishes_what_they_were_the_last_to_change(roots: list[Incident], editor: User) -> None:
    Incident.objects.filter(pk=roots[0].pk).update(changed_by=editor)
    with pytest.raises(NotAllowed), transaction.atomic():
        at_once(roots, editor)
    assert not IncidentRevision.objects.exists()


def test_what_was_published_before_is_not_published_as_new(roots: list[Incident], editor: User) -> None:
    factories.published(roots[0])
    Incident.objects.filter(pk=roots[0].pk).update(state="IN_REVIEW")
    with pytest.raises(StaleVersion), transaction.atomic():
        at_once(roots, editor)
    assert IncidentRevision.objects.count() == 1
