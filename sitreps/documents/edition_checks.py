"""Every discrepancy of an edition: of its incidents, its own texts, and what stands beside them (B13). Pure."""

from collections.abc import Collection, Iterable, Sequence

from sitreps.documents import comparisons, facts, text_checks
from sitreps.documents.carrying import Root
from sitreps.documents.edition import EditionDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.secrets import Secret
from sitreps.figures.discrepancy import Discrepancy, in_order


def printed(document: EditionDocument) -> frozenset[str]:
    """The refs of the incidents that an edition prints."""
    return frozenset(one.ref for one in document.incidents)


def discrepancies_of(
    document: EditionDocument,
    roots: Sequence[Root],
    beside: Iterable[IncidentInput] = (),
    secrets: Sequence[Secret] = (),
    *,
    apart: Collection[str] = (),
) -> tuple[Discrepancy, ...]:
    """What the desk must be told of an edition, worst first.

    `roots`: those it was compiled from, printed or not; `beside`: what else of the record lies near them in time: a
    duplicate may be an older one. `secrets`: the names that stay in the desk; `apart`: fingerprints of two incidents
    that are not the same. Cost: that of the figures of what is printed, plus O(n) in the others.
    """
    refs = printed(document)
    shown = [root for root in roots if root.document.ref in refs]
    inputs = [one for root in shown for one in (root.inputs, *root.children)]
    known = {one.ref: one for one in beside} | {one.ref: one for root in roots for one in (root.inputs, *root.children)}
    claimed = [item for incident in inputs for item in text_checks.claimed_by_parties(incident)]
    return in_order(
        [
            *facts.discrepancies_of(
                [(root.inputs, root.children) for root in shown], at=document.as_known_at, secrets=secrets
            ),
            *text_checks.check_texts(text_checks.of_edition(document), secrets=secrets, claimed=claimed),
            *(one for root in shown if root.carried for one in comparisons.large_changes(root.carried, root.document)),
            *comparisons.duplicates((comparisons.sighting(one) for one in known.values()), refs, apart=apart),
        ]
    )
