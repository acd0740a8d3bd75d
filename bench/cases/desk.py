"""The desk's list of incidents and the form of one, on a record of a thousand and of a million."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from bench.requests import size
from bench.results import Result, milliseconds
from bench.timing import interleave
from sitreps.models.accounts import Role, User
from sitreps.models.incidents import Incident

SIZES = ("1k", "1m")
NEAR, LOOKS = 10, 200
Ask = Callable[[], None]


def run(database: str) -> Iterator[Result]:
    """Best wall times, through all of the server but the socket; who asks is made for it, and rolled back."""
    with ExitStack() as stack:
        for alias in SIZES:
            stack.enter_context(transaction.atomic(using=alias))
        clients = {alias: _client(alias) for alias in SIZES}
        for what, path in (("list of incidents", _list), ("form of an incident", _form)):
            rivals = {alias: _asking(alias, clients[alias], path) for alias in SIZES}
            wall = {name: one.best_wall for name, one in interleave(rivals, rounds=8, repeats=2).items()}
            value = wall["1m"] / wall["1k"]
            case = f"desk: {what}, 1M over 1k, wall"
            yield Result(case, database, value, "x", 1.5, 1.2, more=False, of=milliseconds(wall))
        for alias in SIZES:
            transaction.set_rollback(True, using=alias)


def _client(alias: str) -> Client:
    """An editor who has signed in."""
    with size(alias):
        editor = User.objects.create_user(username="bench", password="correct horse battery", is_staff=True)  # noqa: S106
        editor.groups.set(Group.objects.filter(name=Role.EDITOR))
        client = Client(HTTP_HOST="localhost")
        client.force_login(editor)
    return client


def _asking(alias: str, client: Client, path: Callable[[], str]) -> Ask:
    with size(alias):
        wanted = path()

    def ask() -> None:
        with size(alias):
            answer = client.get(wanted)
        if answer.status_code != 200:
            raise RuntimeError(f"{wanted} answered {answer.status_code}")

    return ask


def _list() -> str:
    return reverse("admin:sitreps_incident_changelist")


def _form() -> str:
    """Of an incident with three claims and no damage, as near to the middle of the record as a look here and there
    finds one: of both sizes alike."""
    events = Incident.objects.filter(kind="EVENT", parent=None).order_by("occurred_on", "ref")
    count = events.count()
    for first in range(count // 2, count, max(1, count // LOOKS)):  # in a long record neighbours are of one kind
        for found in events[first : first + NEAR].annotate(
            claims_of=Count("claims", distinct=True), damage_of=Count("facilities", distinct=True)
        ):
            if (found.claims_of, found.damage_of) == (3, 0):
                return reverse("admin:sitreps_incident_change", args=[found.pk])
    raise RuntimeError("No incident behind the middle of the record has three claims and no damage.")
