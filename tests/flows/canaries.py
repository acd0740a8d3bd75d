"""A desk full of words that may never be read outside it.

Every free-text column gets a word of its own, except the columns that are named here as public or as holding codes.
A column that a later change adds is therefore protected until somebody says in this file that readers may see it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import CharField, JSONField, TextField, URLField

from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.editions import CorrectionDraft, DiscrepancyDecision
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.jobs import Job
from sitreps.models.persons import PersonMention
from sitreps.models.sources import CustodyEntry, Origin, SourceItem, SourceNotice
from sitreps.models.statements import ContextNote, PartyClaim, Statement
from sitreps.models.takedowns import Takedown

PUBLIC: dict[type[models.Model], set[str]] = {
    Incident: {"ref", "title", "summary"},
    Origin: {"key", "public_label", "labels"},
    SourceItem: {"key", "publisher", "title", "url"},
    Claim: {"key", "wording"},
    Statement: {"key", "text"},
    PartyClaim: {"key", "text"},
    ContextNote: {"key", "text"},
    SourceNotice: {"sentence"},
    Takedown: {"text"},
}
CODED: dict[type[models.Model], set[str]] = {
    User: {"password"},
    Incident: {"tz", "sub_event_type", "weapon", "sectors", "uuid", "dealt"},
    Origin: {"type"},
    SourceItem: {"type", "language", "sha256"},
    CustodyEntry: {"sha256"},
    Claim: {"measure", "vague_word", "people_role", "vulnerability"},
    FacilityDamage: {"category", "vague_word", "overlaps"},
    PersonMention: {"role", "vulnerability"},
    Statement: {"kind", "language"},
    PartyClaim: {"kind", "language"},
    ContextNote: {"kind", "language"},
    DiscrepancyDecision: {"ref", "fingerprint"},
    CorrectionDraft: {"ref", "measure", "section"},
    Takedown: {"dealt", "language", "format"},
    Job: {"key"},
}


def squeeze(text: str) -> str:
    """A text without white space and case: pages break lines where they end, and begin sentences with a capital."""
    return "".join(text.split()).casefold()


@dataclass
class Canaries:
    """Words that were put into the desk, with the column that each stands in."""

    words: dict[str, str] = field(default_factory=dict)

    def columns(self, model: type[models.Model], *, public: bool = True) -> dict[str, Any]:
        """A word for every column of a row that readers may not see; with `public` false for its public ones too."""
        spared = CODED.get(model, set()) | (PUBLIC.get(model, set()) if public else set())
        return {
            column.name: self._value(column, model)
            for column in model._meta.concrete_fields
            if isinstance(column, CharField | TextField | JSONField)
            and not column.choices
            and column.name not in spared
        }

    def word(self, where: str) -> str:
        """One more word that may not be read."""
        made = f"QX{len(self.words):03}{''.join(filter(str.isalnum, where)).upper()}"
        self.words[made] = where
        return made

    def moment(self, where: str, *forms: str) -> None:
        """A moment that may not be read, in the forms in which it might be."""
        self.words |= dict.fromkeys(forms, where)

    def found_in(self, text: str) -> Iterator[str]:
        """The columns whose words stand in a text, however it is cased, spaced or broken."""
        squeezed = squeeze(text)
        return (where for word, where in self.words.items() if squeeze(word) in squeezed)

    def _value(self, column: Any, model: type[models.Model]) -> Any:
        where = f"{model.__name__}.{column.name}"
        if isinstance(column, JSONField):
            return {"text": self.word(where)}
        if isinstance(column, URLField):
            return f"https://{self.word(where).lower()}.example/"
        made = self.word(where)
        kept = made[: column.max_length] if column.max_length else made
        self.words[kept] = self.words.pop(made)
        return kept
