"""People and incidents that several flows begin with."""

import pytest

from sitreps.models.accounts import Role, User
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.models.sources import SourceItem
from tests import demo_day as the_day
from tests import factories
from tests.flows.pages import Page, signed_in


@pytest.fixture
def reporter() -> User:
    return factories.user(Role.REPORTER, username="rita")


@pytest.fixture
def rita(reporter: User) -> Page:
    return signed_in(reporter)


@pytest.fixture
def editor() -> User:
    return factories.user(Role.EDITOR, username="emil")


@pytest.fixture
def emil(editor: User) -> Page:
    return signed_in(editor)


@pytest.fixture
def ines() -> User:
    return factories.user(Role.EDITOR, username="ines")


@pytest.fixture
def chief() -> User:
    return factories.user(Role.CHIEF_EDITOR)


@pytest.fixture
def places() -> dict[str, Place]:
    return factories.places()


@pytest.fixture
def item() -> SourceItem:
    """A report that claims may rest on."""
    return factories.source_item(key="AGENCY-1", title="Agency report", publisher="The agency")


@pytest.fixture
def several(places: dict[str, Place]) -> Incident:
    """One report of two strikes: 7 killed in Dnipro, 2 in Samar."""
    one = factories.incident(place=places["Dnipropetrovska oblast"], title="Strikes on the oblast")
    for value in (7, 2):
        factories.claim(one, quantifier="EXACT", value=value)
    factories.published(one)
    return one


@pytest.fixture(scope="session")
def drawn_once() -> the_day.Drawn:
    return the_day.Drawn()


@pytest.fixture
def demo_day(drawn_once: the_day.Drawn) -> EditionIssue:
    """The demo's day, issued in two languages, with its documents."""
    return the_day.issued(drawn_once)
