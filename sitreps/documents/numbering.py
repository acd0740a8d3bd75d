"""The numbers by which an edition calls its incidents: 1, 2, 2.1 in the order of its table."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from sitreps.documents.edition import Included
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.naming import Named, is_in
from sitreps.documents.wording import ENGLISH, Phrases

MOST_LABELS = 6
REF = re.compile(r"[A-Z]{3}-\d{4}-\d{4,6}")


class Carries(Protocol):
    """What has incidents to number: an edition, or the page of one incident."""

    @property
    def incidents(self) -> Sequence[IncidentDocument]: ...
    @property
    def new(self) -> Sequence[Included]: ...
    @property
    def late(self) -> Sequence[Included]: ...


class Numbering:
    """An edition's incidents with their labels. `roots` are all that are printed, `fresh` the new and the late ones.

    `say` is the language that the edition is told in; `translated` where that is not the one the desk typed in: then
    a title that is in no script of it is put together anew.
    """

    def __init__(self, document: Carries, say: Phrases = ENGLISH, *, translated: bool = False) -> None:
        self.say = say
        self.translated = translated
        self.documents: Mapping[str, IncidentDocument] = {one.ref: one for one in document.incidents}
        self.roots: Sequence[IncidentDocument] = [one for one in document.incidents if one.parent is None]
        fresh = {one.ref for one in (*document.new, *document.late)}
        self.fresh: Sequence[IncidentDocument] = [one for one in self.roots if one.ref in fresh]
        self._origins = {claim.origin.label: claim.origin.labels for one in document.incidents for claim in one.claims}
        self._labels: dict[str, str] = {}
        for place, root in enumerate(self.roots, start=1):
            self._labels[root.ref] = str(place)
            for below, child in enumerate(self.children(root), start=1):
                self._labels[child.ref] = f"{place}.{below}"

    def children(self, root: IncidentDocument) -> list[IncidentDocument]:
        """The root's children that the edition carries, in the order of their refs."""
        return [self.documents[ref] for ref in root.children if ref in self.documents]

    def is_root(self, ref: str) -> bool:
        """Whether an incident stands by itself in this edition."""
        return ref in self.documents and self.documents[ref].parent is None

    def is_fresh(self, ref: str) -> bool:
        """Whether an incident, or the cluster that it belongs to, is new or reported late: what the tiles count."""
        document = self.documents.get(ref)
        return document is not None and any(root.ref in {ref, document.parent} for root in self.fresh)

    def label(self, ref: str) -> str:
        """`2` or `2.1`; the ref itself for an incident that is not printed."""
        return self._labels.get(ref, ref)

    def order(self, ref: str) -> tuple[int, ...]:
        """A sort key in the order of the table."""
        label = self._labels.get(ref)
        return tuple(int(part) for part in label.split(".")) if label else (10**6,)

    def title(self, document: IncidentDocument) -> str:
        """The incident's title as it was typed; in another language what happened and where."""
        return title_in(document, self.say) if self.translated else document.title

    def about(self, ref: str) -> str:
        """`2.1 Missile strikes on Dnipro`."""
        document = self.documents.get(ref)
        return f"{self.label(ref)} {self.title(document)}" if document else ref

    def named(self, text: str) -> str:
        """A sentence with refs replaced by the places they stand for."""
        return REF.sub(lambda found: self._place(found.group()), text)

    def incidents(self, refs: Sequence[str]) -> str:
        """`incident 1`, `incidents 2 and 3.1`; above six a count."""
        labels = [self.label(ref) for ref in sorted(set(refs), key=self.order)]
        if len(labels) > MOST_LABELS:
            return self.say.counted("incidents", len(labels))
        return self.say("incident.called" if len(labels) == 1 else "incidents.called", labels=self.say.joined(labels))

    def labels(self, refs: Sequence[str]) -> str:
        """The labels alone: `1, 3 and 4.1`; a place is left out beside its cluster, and every root is `all`."""
        named = {ref for ref in refs if self._parent(ref) not in refs}
        if len(self.roots) > 1 and named >= {root.ref for root in self.roots}:
            return self.say("incidents.all")
        return self.say.joined([self.label(ref) for ref in sorted(named, key=self.order)])

    def origin(self, label: str) -> str:
        """The label of who says it, in the edition's language where the record has it."""
        return Named(label, self._origins.get(label, {})).in_(self.say)

    def _parent(self, ref: str) -> str | None:
        document = self.documents.get(ref)
        return document.parent if document else None

    def measure(self, code: str) -> str:
        """The label of a measure."""
        return self.say.label("measure", code)

    def _place(self, ref: str) -> str:
        document = self.documents.get(ref)
        return place_name(document, self.say) if document else ref


def place_name(document: IncidentDocument, say: Phrases) -> str:
    """The name of the incident's place in a language, where the gazetteer has it."""
    return Named(document.place.name, document.place.names).in_(say)


def title_in(document: IncidentDocument, say: Phrases) -> str:
    """The title as it was typed; where it is in no script of the language, what happened and where."""
    return document.title if is_in(document.title, say.language) else heading(document, say)


def what(document: IncidentDocument, say: Phrases = ENGLISH) -> str:
    """The kind of event in a few words: the weapon where it is known, else the sub-event's label."""
    event = say.label("sub_event_type", document.event.sub_event_type)
    return say.either(f"strike.{document.event.weapon}", event) if document.event.weapon else event


def heading(document: IncidentDocument, say: Phrases) -> str:
    """`Missile strike, Dnipro`: a title put together from what happened and where."""
    return say("incident.heading", what=what(document, say), place=place_name(document, say))
