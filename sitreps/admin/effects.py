"""What a decision about a claim does to the figures, before it is made: each figure before and after, and what is odd
about it then and was not before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sitreps.admin.panel import panel
from sitreps.admin.uses import Use
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.movement import Moved
from sitreps.figures.discrepancies import Discrepancy
from sitreps.models.incidents import Incident
from sitreps.queries import desk

Changes = Mapping[str, Mapping[str, Any]]
"""By the key of a claim: the members of its input that would differ."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Every figure of the incident that a number stands behind, and what would newly be odd about it.

    `uses`: what would become of each claim, by its id.
    """

    figures: tuple[Moved, ...]
    notices: tuple[Discrepancy, ...]
    uses: Mapping[str, Use] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        return any(one.differs for one in self.figures)


def effects_of(incident: Incident, changes: Changes, *, added: Sequence[ClaimInput] = ()) -> Effects:
    """The working copy with and without these changes and these further claims. A fixed number of queries, and two
    trees of arithmetic; one where nothing changes."""
    inputs, children = desk.trees([incident.pk])[incident.pk]
    inputs = replace(inputs, formerly_current=desk.formerly_current(incident))
    before = after = panel(inputs, children)
    if changes or added:
        then = changed(inputs, changes)
        after = panel(replace(then, claims=(*then.claims, *added)), children)
    told = {one.measure: one for one in before.figures}
    known = {one.line for figure in before.figures for one in figure.flags}
    return Effects(
        figures=tuple(
            Moved(one.measure, one.label, told[one.measure].best, one.best)
            for one in after.figures
            if one.has_number or told[one.measure].has_number
        ),
        notices=tuple(one for figure in after.figures for one in figure.flags if one.line not in known),
        uses=after.uses,
    )


def changed(inputs: IncidentInput, changes: Changes) -> IncidentInput:
    """The same incident with some members of its claims changed."""
    claims = (replace(claim, **changes.get(claim.id.partition("/")[2], {})) for claim in inputs.claims)
    return replace(inputs, claims=tuple(claims))
