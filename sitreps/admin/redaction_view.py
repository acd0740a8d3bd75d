"""What the page of a redaction shows: what goes in any case, and what else tells of the incident, to be ticked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sitreps.documents import mentions, wording
from sitreps.documents.addresses import revision_href
from sitreps.documents.mentions import MENTION_WORDS, Mention
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.queries import published, standing, takedowns, telling
from sitreps.queries.telling import Telling


@dataclass(slots=True)
class Row:
    """A line with a box to tick. `why`: by what it tells of the incident; `href`: where it can be read."""

    value: str
    words: str
    why: str
    href: str
    at: datetime | None = None
    is_newest: bool = False
    is_ticked: bool = False


@dataclass(slots=True)
class Group:
    """The revisions of one other incident. `is_left_silent`: once its newest goes, its own words cannot be said."""

    incident: Incident
    rows: list[Row]
    is_left_silent: bool


@dataclass(slots=True)
class Found:
    """Everything to choose from, and what goes anyhow. `head`: the newest number of the record at that moment; `sure`:
    the boxes that are ticked to begin with, and the number in the record of what each stands for."""

    head: int
    revisions: list[Row]
    groups: list[Group]
    issues: list[Row]
    going: Sequence[EditionIssue]
    drafts: Sequence[EditionDraft]
    sure: Mapping[str, int]

    @property
    def choices(self) -> Mapping[str, list[Row]]:
        """The boxes by the name of their field."""
        also = [row for group in self.groups for row in group.rows]
        return {"revisions": self.revisions, "also": also, "issues": self.issues}

    @property
    def ticked(self) -> Mapping[str, list[str]]:
        """What is ticked to begin with, by the name of its field."""
        return {"also": list(self.sure)}

    def sure_since(self, seen: int) -> list[str]:
        """Of that, what was published after a number of the record: nobody who looked then has left it out."""
        return [value for value, seq in self.sure.items() if seq > seen]

    def tick(self, values: Mapping[str, Collection[str]]) -> None:
        """Tick what is in a form, by the name of the field."""
        for name, ticked in values.items():
            for row in self.choices[name]:
                row.is_ticked = row.value in ticked


def look(incident: Incident, *, is_whole: bool) -> Found:
    """Look for what tells of an incident. With `is_whole` all that surely does is ticked to begin with."""
    head = published.head()  # before the rest is read: what comes meanwhile is found when the form is sent
    own = list(standing.unredacted().filter(incident=incident).select_related("content").order_by("number"))
    names = telling.names_of(incident, own)
    found = telling.by_ref(telling.elsewhere(incident, names))
    going = takedowns.issues_that_tell_of(incident.ref)
    issues = telling.issues_in_words(names, {one.pk for one in going})
    return Found(
        head=head,
        revisions=[] if is_whole else [_own(one) for one in own],
        groups=[_group(tellings) for tellings in found.values()],
        issues=[_issue(one) for one in issues],
        going=going,
        drafts=takedowns.drafts_that_tell_of(incident.ref),
        sure={_value(one): one.revision.seq for group in found.values() for one in group if one.is_sure and is_whole},
    )


def _group(tellings: Sequence[Telling]) -> Group:
    rows = [
        Row(
            value=_value(one),
            words=f"Revision {one.revision.number}",
            why=wording.joined([MENTION_WORDS[mention] for mention in Mention if mention in one.by]),
            href=revision_href(one.revision.ref, one.revision.number),
            at=one.revision.published_at,
            is_newest=one.is_newest,
        )
        for one in tellings
    ]
    silent = any(one.is_newest and one.in_own_words for one in tellings)
    return Group(tellings[0].revision.incident, rows, silent)


def _value(one: Telling) -> str:
    return f"{one.revision.ref}:{one.revision.number}"


def _own(one: IncidentRevision) -> Row:
    title = next(mentions.titles_in(one.content.payload))
    return Row(str(one.number), f"Revision {one.number}: {title}", "", "", at=one.published_at)


def _issue(one: EditionIssue) -> Row:
    href = reverse("admin:sitreps_editionissue_change", args=[one.pk])
    return Row(str(one.pk), f"{one.title}, version {one.issue}", MENTION_WORDS[Mention.TITLE], href)
