"""The public shape of one line of an incident's history: what a revision changed, why, and what was said before.

Built from two stored public JSONs alone, the revision's own and that of the revision before (api.md, `revisions/`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sitreps.codelists import ChangeCode, RevisionStatus, vocabulary
from sitreps.documents import wording
from sitreps.documents.addresses import revision_href
from sitreps.documents.incident import IncidentDocument, PreviousFigure, PublicFigure
from sitreps.documents.sections_incidents import responsible_text, when
from sitreps.documents.wording import ENGLISH, Phrases


@dataclass(frozen=True, slots=True)
class RevisionChange:
    """Why a revision exists: its code, the code in words, and the sentence that was written for readers, if any."""

    code: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A member that reads otherwise than in the revision before, both in words; null where it said nothing."""

    member: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class ClaimChanges:
    """Ids of the incident's own claims that came, went, or stand otherwise than in the revision before."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevisionFigure:
    """A figure as this revision gave it; `previous` and `why_changed` where the revision before gave another."""

    measure: str
    best: int | None
    printed: int | None
    printed_upper: int | None
    quantifier: str | None
    text: str
    previous: PreviousFigure | None
    why_changed: str | None


@dataclass(frozen=True, slots=True)
class RevisionDocument:
    """One revision in a list; `href` leads to it whole, `sha256` is the digest of its frozen members."""

    ref: str
    revision: int
    href: str
    seq: int
    published_at: datetime
    status: str
    change: RevisionChange
    changed: tuple[Difference, ...]
    claims: ClaimChanges
    figures: tuple[RevisionFigure, ...]
    sha256: str


def revision_line(document: IncidentDocument, before: IncidentDocument | None) -> RevisionDocument:
    """A revision beside the one before it, which is None for the first. Cost: linear in figures and claims."""
    return RevisionDocument(
        ref=document.ref,
        revision=document.revision,
        href=revision_href(document.ref, document.revision),
        seq=document.seq,
        published_at=document.published_at,
        status=document.status,
        change=revision_change(document),
        changed=tuple(_differences(document, before)) if before else (),
        claims=_claim_changes(document, before),
        figures=tuple(_figure(figure) for figure in document.figures),
        sha256=document.sha256,
    )


def tombstone(ref: str, number: int, seq: int, published_at: datetime, sha256: str) -> RevisionDocument:
    """What is left of a revision whose content was redacted: that it was, when, and the digest of what it said."""
    return RevisionDocument(
        ref=ref,
        revision=number,
        href=revision_href(ref, number),
        seq=seq,
        published_at=published_at,
        status=RevisionStatus.REDACTED,
        change=RevisionChange(ChangeCode.REDACTED, wording.CHANGE_TEXTS[ChangeCode.REDACTED], ""),
        changed=(),
        claims=ClaimChanges((), (), ()),
        figures=(),
        sha256=sha256,
    )


def revision_change(document: IncidentDocument, say: Phrases = ENGLISH) -> RevisionChange:
    """Why a revision exists, in code and words."""
    change = document.change
    return RevisionChange(change.code, say.either(f"change.{change.code}", change.code), change.note)


def _figure(figure: PublicFigure) -> RevisionFigure:
    return RevisionFigure(
        measure=figure.measure,
        best=figure.best,
        printed=figure.printed,
        printed_upper=figure.printed_upper,
        quantifier=figure.quantifier,
        text=figure.text,
        previous=figure.previous,
        why_changed=figure.why_changed,
    )


def _differences(now: IncidentDocument, was: IncidentDocument) -> Iterator[Difference]:
    """What reads otherwise, in the order of the document; the figures follow by measure."""
    before, after = _told(was), _told(now)
    for member in dict.fromkeys((*after, *before)):
        if before.get(member) != after.get(member):
            yield Difference(member, before.get(member), after.get(member))


def _told(document: IncidentDocument) -> dict[str, str | None]:
    """What a revision says of each member that readers follow, in words."""
    responsible = document.reported_responsible
    told = {
        "title": document.title,
        "summary": document.summary or None,
        "kind": document.kind.lower(),
        "parent": document.parent,
        "children": wording.joined(document.children) or None,
        "occurred": _occurred(document),
        "place": document.place.name,
        "event": _event(document),
        "reported_responsible": responsible_text(responsible) if responsible else None,
        "grade": document.grade_text,
        "facilities": "; ".join(facility.text for facility in document.facilities) or None,
    }
    return told | {f"figures.{figure.measure}": figure.text for figure in document.figures}


def _occurred(document: IncidentDocument) -> str:
    days, hours = when(document)
    inferred = " (date inferred)" if document.occurred.basis == "INFERRED" else ""
    return f"{days} {document.occurred.on.year}, {hours}{inferred}"


def _event(document: IncidentDocument) -> str:
    event, weapon = document.event, document.event.weapon
    named = f", {vocabulary('weapon').label(weapon).lower()}" if weapon else ""
    return f"{vocabulary('sub_event_type').label(event.sub_event_type)}{named}"


def _claim_changes(now: IncidentDocument, was: IncidentDocument | None) -> ClaimChanges:
    before = {claim.id: claim for claim in was.claims} if was else {}
    after = {claim.id: claim for claim in now.claims}
    return ClaimChanges(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(key for key, claim in after.items() if key in before and before[key] != claim),
    )
