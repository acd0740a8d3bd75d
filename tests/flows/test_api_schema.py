"""Every answer conforms to the committed description, whatever is asked; the description and its page are served."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from sitreps.api.openapi import views
from tests import factories

pytestmark = pytest.mark.django_db

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]


def strict(part: Any) -> Any:
    """The description with every shape closed: partners must bear new members, here none may go undescribed."""
    if isinstance(part, list):
        return [strict(item) for item in part]
    if not isinstance(part, dict):
        return part
    closed = {name: strict(value) for name, value in part.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


schema = schemathesis.openapi.from_dict(strict(json.loads(views.FILE.read_text(encoding="utf-8"))))
schema.app = get_wsgi_application()


@pytest.fixture
def open_connection() -> Iterator[None]:
    """The test's connection outlives requests that come through the product's own WSGI application."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def record(open_connection: None) -> None:
    """A cluster with two places, revised once, an event alone, and an edition issued twice with its documents."""
    places = factories.places()
    cluster = factories.incident(kind="CLUSTER", ref="UKR-2025-0901", place=places["Dnipropetrovska oblast"])
    for number, name in enumerate(("Dnipro", "Samar"), start=902):
        child = factories.incident(parent=cluster, ref=f"UKR-2025-0{number}", place=places[name])
        factories.claim(child, value=number - 900)
        factories.facility(child)
        type(child).objects.filter(pk=child.pk).update(state="IN_REVIEW")
    factories.published(cluster)
    factories.published(cluster, now=factories.NOON + timedelta(hours=1))
    factories.published_incident(ref="UKR-2025-0904", killed=None)
    issue = factories.issued_edition(factories.series(code="UKR-DAILY"))
    factories.stored_document(issue, "pdf", b"%PDF")
    factories.reissued(issue)


@schema.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_the_answer_is_as_described(case: schemathesis.Case[Any], record: None) -> None:
    case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})


def test_the_description_is_served_as_it_was_committed(client: Client) -> None:
    response = client.get("/api/v1/schema/")
    assert response.content == views.FILE.read_bytes()
    assert response["Content-Type"] == "application/vnd.oai.openapi+json"
    assert response["Cache-Control"] == "public, max-age=300, must-revalidate"
    held = client.get("/api/v1/schema/", headers={"if-none-match": response["ETag"]})
    assert (held.status_code, held.content) == (304, b"")
    assert client.get("/api/v1/schema/", headers={"accept": "application/json"})["Content-Type"] == "application/json"


def test_its_page_is_read_under_the_policy_of_the_public_pages_and_runs_no_script(client: Client) -> None:
    response = client.get("/api/v1/docs/")
    page = response.content.decode()
    assert policy(response) == policy(client.get("/"))
    assert "<style" not in page
    assert "<script" not in page
    assert 'href="/api/v1/schema/"' in page
    for path in json.loads(views.FILE.read_text(encoding="utf-8"))["paths"]:
        assert f"<code>{path}</code>" in page


def test_its_page_is_compressed_kept_and_asked_for_again_by_its_validator(client: Client) -> None:
    whole = client.get("/api/v1/docs/")
    packed = client.get("/api/v1/docs/", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == whole.content
    for answer in (whole, packed):
        assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=300", "must-revalidate"}
        held = client.get("/api/v1/docs/", headers={"if-none-match": answer["ETag"]})
        assert (held.status_code, held.content) == (304, b"")


def policy(response: Any) -> set[str]:
    return set(response["Content-Security-Policy"].split("; "))
