"""What docs/partners.md tells partners to type is answered as it says."""

import hashlib
import json
import re
import runpy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import hiding
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue
from tests import factories
from tests.repository.sources import ROOT

pytestmark = pytest.mark.django_db

GUIDE = (ROOT / "docs" / "partners.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^    curl .*'http://127\.0\.0\.1:8000(?P<address>[^']+)'(?:.*# (?P<status>\d+))?")


def has(answer: Any, said: Any) -> bool:
    """Whether an answer has everything that an example shows of it."""
    if isinstance(said, dict):
        return all(name in answer and has(answer[name], value) for name, value in said.items())
    if isinstance(said, list):
        return len(answer) == len(said) and all(map(has, answer, said))
    return bool(answer == said)


def examples() -> list[tuple[str, int, str]]:
    """Each command's address and status, with the example of its answer that follows it."""
    found: list[tuple[str, int, str]] = []
    for part in re.split(r"(?m)^(?=    curl )", GUIDE)[1:]:
        command = COMMAND.match(part)
        assert command, part.splitlines()[0]
        shown = re.search(r"^```json\n(.*?)^```", part, re.DOTALL | re.MULTILINE)
        found.append((command["address"], int(command["status"] or 200), shown[1] if shown else ""))
    return found


@pytest.mark.usefixtures("demo_day")
def test_every_command_is_answered_as_it_says(client: Client) -> None:
    asked = examples()
    assert len(asked) == GUIDE.count("curl ") > 9
    for address, status, shown in asked:
        response: Any = client.get(address)
        content = response.getvalue()
        assert response.status_code == status, address
        assert not shown or has(json.loads(content), json.loads(shown)), address


@pytest.mark.usefixtures("demo_day")
def test_the_bytes_that_the_digest_is_over_are_those_of_the_file(client: Client) -> None:
    response: Any = client.get("/api/v1/editions/UKR-DAILY/1/documents/en.json")
    assert hashlib.sha256(response.getvalue()).hexdigest() == EditionIssue.objects.get().sha256
    for row in client.get("/api/v1/incidents/").json()["data"]:
        frozen = {name: value for name, value in row.items() if name not in {"sha256", "status"}}
        text = json.dumps(frozen, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"]


def test_the_program_that_keeps_a_copy_holds_the_record(
    client: Client, editor: User, chief: User, tmp_path: Path
) -> None:
    (code,) = re.findall(r"(?ms)^```python\n(.*?)^```", GUIDE)
    (tmp_path / "copy.py").write_text(code)
    follow = runpy.run_path(str(tmp_path / "copy.py"))["follow"]

    def get(path: str) -> Any:
        return client.get(path).json()

    def listed() -> dict[str, Any]:
        return {row["ref"]: row for row in client.get("/api/v1/incidents/").json()["data"]}

    held: dict[str, Any] = {}
    first, second = factories.published_incident(), factories.published_incident()
    since = follow(get, held, 0)
    assert held == listed()
    later = factories.NOON + timedelta(hours=1)
    factories.published(first, now=later)
    hiding.hide(incident=second, note="Harm.", by=editor, now=later)
    since = follow(get, held, since)
    assert held == listed()
    assert held.keys() == {first.ref}
    hiding.restore(incident=second, note="None.", by=chief, now=later)
    since = follow(get, held, since)
    assert held == listed()
    assert held.keys() == {first.ref, second.ref}
    assert since == client.get("/api/v1/changes/").json()["meta"]["head"]
