"""Rows for tests: each function makes one thing as the desk would and fills in what the test does not care about.

Names are unique without being told. What is published goes through the real actions.
"""

import itertools
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from sitreps import files
from sitreps.actions import drafts, issuing, work
from sitreps.actions.publishing import publish_tree
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.models.accounts import Role, User
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.claims import Claim
from sitreps.models.editions import EditionDraft, EditionIssue, Rendition
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.models.revisions import FILTER_COLUMNS, IncidentRevision, Latest, RevisionContent
from sitreps.models.sequence import RECORD, advance
from sitreps.models.series import Series
from sitreps.models.sources import Origin, SourceItem
from sitreps.workflow import IncidentState

MORNING = datetime(2025, 6, 24, 9, 0, tzinfo=UTC)
NOON = datetime(2025, 6, 24, 12, 0, tzinfo=UTC)
DAY = date(2025, 6, 24)

_count = itertools.count(1)


def hour(number: int) -> datetime:
    """An hour of the day on which it all happens."""
    return datetime(2025, 6, 24, number, tzinfo=UTC)


def user(*roles: Role, **fields: Any) -> User:
    """A colleague with these roles; a reporter where none is named."""
    fields.setdefault("username", f"colleague-{next(_count)}")
    made: User = User.objects.create_user(**{"password": "correct horse battery", "is_staff": True, **fields})
    made.groups.set(Group.objects.filter(name__in=[role.value for role in roles or (Role.REPORTER,)]))
    return made


def series(**fields: Any) -> Series:
    """A daily series of Ukraine."""
    defaults: dict[str, Any] = {
        "code": f"SERIES-{next(_count)}",
        "title": "Ukraine: daily situation report",
        "countries": ["UKR"],
        "timezone": "Europe/Kyiv",
        "cut_off": time(18),
        "languages": ["en"],
    }
    return Series.objects.create(**{**defaults, **fields})


def place(**fields: Any) -> Place:
    """A settlement, or with `level` whatever is said."""
    number = next(_count)
    defaults: dict[str, Any] = {"key": f"PLACE-{number}", "level": "SETTLEMENT", "name": f"Place {number}"}
    return Place.objects.create(**{**defaults, **fields})


def places() -> dict[str, Place]:
    """A small gazetteer: Ukraine, Dnipropetrovska oblast, Dnipro and Samar, by their names."""
    country = place(level="COUNTRY", name="Ukraine", iso3166_1="UKR")
    oblast = place(
        level="ADM1",
        name="Dnipropetrovska oblast",
        parent=country,
        iso3166_1="UKR",
        iso3166_2="UA-12",
        pcode="UA12",
        adm1_pcode="UA12",
    )
    towns = [
        place(name=name, parent=oblast, iso3166_1="UKR", adm1_pcode="UA12", adm2_pcode="UA1202", lat=lat, lon=lon)
        for name, lat, lon in (("Dnipro", 48.45, 34.98), ("Samar", 48.63, 35.25))
    ]
    return {one.name: one for one in (country, oblast, *towns)}


def source_item(**fields: Any) -> SourceItem:
    """A public web page."""
    number = next(_count)
    defaults: dict[str, Any] = {
        "key": f"DOC-{number}",
        "type": "NEWS_MEDIA",
        "title": f"Report {number}",
        "url": f"https://news.example/{number}",
        "published_on": DAY,
    }
    return SourceItem.objects.create(**{**defaults, **fields})


def origin(**fields: Any) -> Origin:
    """The police of some place."""
    number = next(_count)
    defaults: dict[str, Any] = {
        "key": f"POLICE-{number}",
        "name": f"Police {number}",
        "public_label": "police",
        "type": "POLICE",
        "reliability": "B",
    }
    return Origin.objects.create(**{**defaults, **fields})


def incident(*, by: User | None = None, **fields: Any) -> Incident:
    """A working copy of an event, a draft unless `state` says otherwise, logged at `MORNING`."""
    by = by or user()
    defaults: dict[str, Any] = {
        "ref": f"UKR-2025-{next(_count):04}",
        "title": "Missile strike",
        "summary": "",
        "occurred_on": DAY,
        "sub_event_type": "SHELLING_ARTILLERY_MISSILE",
        "weapon": "MISSILE",
        "created_by": by,
        "created_at": MORNING,
        "changed_by": by,
        "changed_at": MORNING,
    }
    wanted = {**defaults, **fields}
    if "place" not in wanted:
        wanted["place"] = place(iso3166_1="UKR")
    return Incident.objects.create(**wanted)


def claim(of: Incident, **fields: Any) -> Claim:
    """At least one killed, say the police."""
    defaults: dict[str, Any] = {
        "key": f"C{of.claims.count() + 1:02}",
        "measure": "KILLED",
        "quantifier": "AT_LEAST",
        "value": 1,
        "wording": "at least one person killed",
        "as_of_on": of.occurred_on,
        "recorded_at": MORNING,
        "recorded_by": of.created_by,
    }
    wanted = {**defaults, **fields}
    if "source_item" not in wanted:
        wanted["source_item"] = source_item()
    if "origin" not in wanted:
        wanted["origin"] = origin()
    return Claim.objects.create(incident=of, **wanted)


def facility(of: Incident, **fields: Any) -> FacilityDamage:
    """One school was damaged, say the police."""
    defaults: dict[str, Any] = {
        "key": f"F{of.facilities.count() + 1:02}",
        "category": "EDU.SCHOOL",
        "quantifier": "EXACT",
        "value": 1,
        "severity": "DAMAGED",
        "recorded_at": MORNING,
        "recorded_by": of.created_by,
    }
    wanted = {**defaults, **fields}
    if wanted["quantifier"] in {"VAGUE", "UNQUANTIFIED"}:
        wanted.setdefault("vague_word", "plural" if wanted["quantifier"] == "VAGUE" else "")
        wanted["value"] = None
    if "source_item" not in wanted:
        wanted["source_item"] = source_item()
    if "origin" not in wanted:
        wanted["origin"] = origin()
    return FacilityDamage.objects.create(incident=of, **wanted)


def published(
    of: Incident, *, by: User | None = None, now: datetime = NOON, note: str = "A newer figure."
) -> list[IncidentRevision]:
    """The revisions that publishing an incident as it stands gives; a further time under code EDITORIAL."""
    again = IncidentRevision.objects.filter(incident=of).exists()
    Incident.objects.filter(pk=of.pk).update(state=IncidentState.IN_REVIEW)
    of.refresh_from_db()
    code = ChangeCode.EDITORIAL if again else ChangeCode.NEW
    revisions = publish_tree(incident=of, by=by or user(Role.EDITOR), now=now, code=code, note=note if again else "")
    of.refresh_from_db()
    return revisions


def republished(of: Incident, *, code: ChangeCode, note: str, now: datetime) -> list[IncidentRevision]:
    """The revisions that publishing a changed incident gives, under a code and a sentence of the test's own."""
    Incident.objects.filter(pk=of.pk).update(state=IncidentState.IN_REVIEW)
    of.refresh_from_db()
    return publish_tree(incident=of, by=user(Role.EDITOR), now=now, code=code, note=note)


def published_incident(*, now: datetime = NOON, killed: int | None = 1, **fields: Any) -> Incident:
    """An incident in the record, with one claim of people killed unless `killed` is None."""
    made = incident(**fields)
    if killed is not None:
        claim(made, value=killed)
    published(made, now=now)
    return made


@transaction.atomic
def published_copies(of: Incident, count: int) -> None:
    """Many incidents in the record that differ from a published one in ref and number only, for tests of lists."""
    original = IncidentRevision.objects.select_related("content").get(incident=of)
    columns = {name: getattr(original, name) for name in FILTER_COLUMNS}
    for _ in range(count):
        copy = incident(by=of.created_by, place=of.place)
        seq, _moment = advance(RECORD, now=original.published_at)
        columns |= {"ref": copy.ref, "seq": seq}
        revision = IncidentRevision(
            incident=copy, number=1, change_code=ChangeCode.NEW, by=original.by, sha256=original.sha256, **columns
        )
        revision.save()
        payload = original.content.payload.replace(of.ref, copy.ref).replace(f'"seq":{original.seq},', f'"seq":{seq},')
        RevisionContent(revision=revision, payload=payload, inputs=original.content.inputs).save()
        sums = (*original.figures.all(), *original.combatants.all(), *original.facilities.all())
        for row in (*sums, *original.sources.all(), original.dating, original.scene, original.text):
            row.pk, row.revision, row._state.adding = None, revision, True
            row.save()
        Latest.objects.create(incident=copy, revision=revision, **columns)
        Change(
            seq=seq,
            at=original.published_at,
            event=ChangeEventKind.INCIDENT_PUBLISHED,
            object="incident",
            ref=copy.ref,
            revision=1,
            why_code=ChangeCode.NEW,
        ).save()


def compiled_draft(of: Series, day: date = DAY) -> EditionDraft:
    """The draft of a day, compiled an hour after its cut-off."""
    editor, now = user(Role.EDITOR), an_hour_after_cut_off(of, day)
    draft = drafts.open_draft(series=of, day=day, by=editor, now=now)
    job = drafts.ask_to_compile(draft=draft, by=editor, now=now, wake=False)
    work.run_job(job_id=job.pk, clock=lambda: now)
    draft.refresh_from_db()
    return draft


def issued_edition(of: Series, day: date = DAY, *, by: User | None = None) -> EditionIssue:
    """The edition of a day, compiled and issued an hour after its cut-off; its documents are asked for, not drawn."""
    draft = compiled_draft(of, day)
    chief, now = by or user(Role.CHIEF_EDITOR), an_hour_after_cut_off(of, day)
    return issuing.issue_edition(draft=draft, by=chief, now=now, wake=False)


def ended_series() -> Series:
    """A series of one day, which was issued."""
    made = series(code="UKR-DAILY", starts_on=DAY, ends_on=DAY)
    issued_edition(made)
    return made


def issued_with_pdf(content: bytes) -> EditionIssue:
    """The edition of UKR-DAILY that carries what is in the record, with a PDF of the test's own bytes."""
    made = issued_edition(series(code="UKR-DAILY"))
    stored_document(made, "pdf", content)
    return made


def reissued(issue: EditionIssue, *, now: datetime | None = None) -> EditionIssue:
    """The same number again, as a correction would leave it in the record."""
    return _issue_like(issue, {"issue": issue.issue + 1, "correction": "A number was wrong."}, now or issue.issued_at)


def next_issue(issue: EditionIssue, *, now: datetime) -> EditionIssue:
    """The edition of the day after, with the same content: quicker than compiling it."""
    return _issue_like(issue, {"issue": 1, "number": issue.number + 1}, now, later=timedelta(days=1))


def _issue_like(
    issue: EditionIssue, members: dict[str, Any], now: datetime, *, later: timedelta = timedelta()
) -> EditionIssue:
    seq, moment = advance(RECORD, now=now)
    snapshot: dict[str, Any] = json.loads(issue.snapshot) | members
    snapshot["sha256"] = canonical.frozen_digest(snapshot)
    made = EditionIssue(
        series=issue.series,
        number=snapshot["number"],
        issue=snapshot["issue"],
        date=issue.date + later,
        period_from=issue.period_from + later,
        period_to=issue.period_to + later,
        as_known_at=issue.as_known_at,
        known_seq=issue.known_seq,
        seq=seq,
        issued_at=moment,
        issued_by="editor",
        title=issue.title,
        snapshot=canonical.encode(snapshot),
        sha256=snapshot["sha256"],
    )
    made.save()
    Change(
        seq=seq,
        at=moment,
        event=ChangeEventKind.EDITION_ISSUED if made.issue == 1 else ChangeEventKind.EDITION_REISSUED,
        object="edition",
        ref=f"{issue.series.code}/{made.number}",
        revision=made.issue,
        why_code="NEW" if made.issue == 1 else "ERROR",
    ).save()
    return made


def an_hour_after_cut_off(of: Series, day: date) -> datetime:
    """When tests compile and issue."""
    return datetime.combine(day, of.cut_off, of.zone).astimezone(UTC) + timedelta(hours=1)


def stored_document(of: EditionIssue, format_: str, content: bytes, language: str = "en") -> Rendition:
    """A document of an issue with bytes of the test's own: for tests of what happens to it later."""
    rendition: Rendition = Rendition.objects.create(
        issue=of,
        language=language,
        format=format_,
        bytes=len(content),
        sha256=files.store(content),
        stored_at=of.issued_at,
        renderer="test",
    )
    return rendition
