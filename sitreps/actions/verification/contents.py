"""A revision and its content: the public JSON computed anew from the frozen inputs, its digest, its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from sitreps.actions import publishing
from sitreps.actions.verification.differences import Difference, unlike
from sitreps.codelists import ENDS, TakedownAct
from sitreps.documents import canonical, publication
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.publication import Occasion
from sitreps.models.revisions import IncidentRevision, RevisionContent
from sitreps.models.takedowns import Takedown
from sitreps.queries import standing

NOT_READ = (msgspec.DecodeError, msgspec.ValidationError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Sound:
    """What a revision says as far as it can be relied on: its document and its inputs, None where they cannot."""

    document: IncidentDocument | None = None
    inputs: IncidentInput | None = None


@dataclass(slots=True)
class Reader:
    """Reads revisions in the order of the record, and keeps the ids of those whose inputs, public JSON or columns are
    wrong: what was computed from them later is not judged by them. `misplaced`: the refs of the last."""

    wrong_inputs: set[int] = field(default_factory=set)
    wrong_payloads: set[int] = field(default_factory=set)
    wrong_columns: set[int] = field(default_factory=set)
    misplaced: set[str] = field(default_factory=set)

    def examine(self, revision: Any, published_inputs: str | None) -> tuple[Sound, list[Difference]]:
        """What is sound of a row of `rows`, and what is not. `published_inputs`: their digest in the audit log.

        Costs a computation of the figures, and a query where the incident ever had places.
        """
        sound, found = self._examine(revision, published_inputs)
        if any(difference.what == str(revision) for difference in found):
            self.wrong_columns.add(revision.pk)
            self.misplaced.add(sound.document.ref if sound.document else revision.ref)
        return sound, found

    def _examine(self, revision: Any, published_inputs: str | None) -> tuple[Sound, list[Difference]]:
        content = getattr(revision, "content", None)
        if content is None:
            return self._unsound(revision, "missing")
        if revision.redacted_in is not None:
            return self._redacted(revision, content)
        examined = _Examined(revision, content.payload, content.inputs)
        if published_inputs is not None and canonical.digest(content.inputs) != published_inputs:
            self.wrong_inputs.add(revision.pk)
            return examined.by_itself("its inputs are not those that were published")
        try:
            inputs = canonical.decode(content.inputs, IncidentInput)
        except NOT_READ:
            return self._unsound(revision, "its inputs cannot be read")
        children = _children(revision) if revision.has_places else []
        if self._rests_on_wrong(revision, children, examined.document):
            return examined.by_itself()
        sound, found = examined.against(inputs, [_inputs(child) for child in children])
        if sound.inputs is None:
            self.wrong_inputs.add(revision.pk)
        if not examined.is_intact:
            self.wrong_payloads.add(revision.pk)
        return sound, found

    def _redacted(self, revision: IncidentRevision, content: RevisionContent) -> tuple[Sound, list[Difference]]:
        """Nothing is left of it, and what was computed from it before cannot be computed anew."""
        self.wrong_inputs.add(revision.pk)
        self.wrong_payloads.add(revision.pk)
        left = content.payload or content.inputs
        return Sound(), [Difference(f"content of {revision}", "redacted, and not erased")] if left else []

    def _unsound(self, revision: IncidentRevision, how: str) -> tuple[Sound, list[Difference]]:
        self.wrong_inputs.add(revision.pk)
        self.wrong_payloads.add(revision.pk)
        return Sound(), [Difference(f"content of {revision}", how)]

    def _rests_on_wrong(
        self, revision: Any, children: Sequence[IncidentRevision], document: IncidentDocument | None
    ) -> bool:
        known = revision.before_redacted_in is not None and revision.before_redacted_in < revision.seq
        if not known and revision.before_id in self.wrong_payloads:
            return True  # one that was redacted by then told nothing any more
        if any(child.pk in self.wrong_inputs for child in children):
            return True
        if self.misplaced & {*(child.ref for child in children), *(document.children if document else ())}:
            return True
        return revision.before_id is None and revision.number > 1  # that it is missing is the matter of numbers.py


class _Examined:
    """One revision with the text of its two frozen JSONs."""

    def __init__(self, revision: Any, payload: str, inputs: str) -> None:
        self.revision = revision
        self.payload = payload
        self.inputs = inputs
        self.document, self.is_intact = _read(payload, revision.sha256)

    def by_itself(self, fault: str = "") -> tuple[Sound, list[Difference]]:
        """Judged by its digest alone: what it was computed from cannot be relied on."""
        found = [self._content(fault)] if fault else []
        if not self.is_intact:
            found.append(self._content("its public JSON does not have its digest"))
            return Sound(), found
        return Sound(self.document), found + self._columns(self.document)

    def against(self, inputs: IncidentInput, children: Sequence[IncidentInput]) -> tuple[Sound, list[Difference]]:
        """Judged by what its inputs give now."""
        again = publication.build(inputs, children, occasion=self._occasion(), previous=self._previous())
        if self.is_intact:
            found = self._columns(self.document)
            if canonical.encode(again) == self.payload:
                return Sound(self.document, inputs), found
            return Sound(self.document), [self._content(f"its inputs give another public JSON: {self._members(again)}")]
        if again.sha256 == self.revision.sha256:
            return Sound(again, inputs), [self._content(f"its public JSON was changed: {self._members(again)}")]
        if canonical.encode(again) == self.payload:
            found = [Difference(str(self.revision), f"sha256 is {self.revision.sha256}, must be {again.sha256}")]
            return Sound(again, inputs), found
        return Sound(), [self._content("its public JSON does not have its digest, and its inputs give neither")]

    def _occasion(self) -> Occasion:
        """From the public JSON where that is what was published, so that a column that is wrong is found by it."""
        if self.document is not None and self.is_intact:
            change = self.document.change
            return Occasion(
                self.document.revision, self.document.seq, self.document.published_at, change.code, change.note
            )
        row = self.revision
        return Occasion(row.number, row.seq, row.published_at, row.change_code, row.change_note)

    def _previous(self) -> Mapping[str, Any] | None:
        told = self.revision.before_payload
        previous: Mapping[str, Any] | None = msgspec.json.decode(told) if told else None
        return previous

    def _columns(self, document: IncidentDocument | None) -> list[Difference]:
        if document is None:
            return []
        must_be = {
            **publishing.filter_columns(document),
            "number": document.revision,
            "change_code": document.change.code,
            "change_note": document.change.note,
        }
        is_now = {name: getattr(self.revision, name) for name in must_be} | {"incident": self.revision.of}
        how = unlike(is_now, {**must_be, "incident": document.ref})
        return [Difference(str(self.revision), how)] if how else []

    def _members(self, again: IncidentDocument) -> str:
        """The members of the stored public JSON that are not those of a document."""
        try:
            is_now = msgspec.json.decode(self.payload, type=dict[str, msgspec.Raw])
        except NOT_READ:
            return "all of it"
        wanted = msgspec.json.decode(canonical.encode(again), type=dict[str, msgspec.Raw])
        other = [name for name in {**wanted, **is_now} if wanted.get(name) != is_now.get(name)]
        return ", ".join(name for name in other if name != "sha256" or len(other) == 1)

    def _content(self, how: str) -> Difference:
        return Difference(f"content of {self.revision}", how)


def rows() -> "QuerySet[Any, Any]":
    """Revisions with what `Reader.examine` asks of them: contents, the revision before, whether there were places."""
    before = IncidentRevision.objects.filter(incident=OuterRef("incident"), number=OuterRef("number") - 1)
    places = IncidentRevision.objects.filter(parent_ref=OuterRef("ref"))
    found: QuerySet[Any, Any] = IncidentRevision.objects.select_related("content").annotate(
        of=F("incident__ref"),
        before_id=Subquery(before.values("pk")),
        before_payload=Subquery(before.values("content__payload")),
        has_places=Subquery(places.values("kind")[:1]),
        redacted_in=Subquery(_redactions("pk").values("seq")),
        before_redacted_in=Subquery(before.annotate(seq_of=Subquery(_redactions("pk").values("seq"))).values("seq_of")),
    )
    return found


def _redactions(revision: str) -> "QuerySet[Takedown, Takedown]":
    found: QuerySet[Takedown, Takedown] = Takedown.objects.filter(revision=OuterRef(revision), act=TakedownAct.REDACT)
    return found


def _children(revision: IncidentRevision) -> list[IncidentRevision]:
    """The places of a cluster as they stood in the record just before it was published, by ref."""
    ended = Takedown.objects.filter(
        incident=OuterRef("incident"), act__in=ENDS, seq__gt=OuterRef("seq"), seq__lt=revision.seq
    )
    then = standing.newest(seq=revision.seq - 1).filter(~Exists(ended), parent_ref=revision.ref)
    then = then.filter(~Exists(_redactions("pk").filter(seq__lt=revision.seq)))
    return list(then.select_related("content").order_by("ref"))


def _inputs(revision: IncidentRevision) -> IncidentInput:
    return canonical.decode(revision.content.inputs, IncidentInput)


def _read(payload: str, sha256: str) -> tuple[IncidentDocument | None, bool]:
    """The document of a public JSON, and whether it has the digest in its text and in its revision's row."""
    try:
        plain = msgspec.json.decode(payload)
        document = canonical.decode(payload, IncidentDocument)
        digest = canonical.frozen_digest(plain)
    except NOT_READ:
        return None, False
    return document, digest == sha256 == document.sha256
