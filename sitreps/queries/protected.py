"""The names that stay in the desk, for the check of every text that goes out. Never hand them to a page (B13)."""

from collections.abc import Collection

from sitreps.documents.secrets import Secret, SecretKind
from sitreps.models.facilities import FacilityDamage
from sitreps.models.persons import PersonMention
from sitreps.models.sources import Origin
from sitreps.queries.slices import slices


def secrets_of(refs: Collection[str]) -> list[Secret]:
    """The names of the persons and facilities of some incidents, and of every protected origin.

    Three queries, by slices. A name that equals what readers are told anyway (a public label, a public name) is none.
    """
    people = PersonMention.objects.exclude(name="").values_list("name", "incident__ref")
    damaged = FacilityDamage.objects.exclude(name="").values_list("name", "public_name", "incident__ref")
    origins = Origin.objects.filter(protect_identity=True).exclude(name="")
    found = set()
    for some in slices(refs):
        found |= {Secret(name, SecretKind.PERSON, ref) for name, ref in people.filter(incident__ref__in=some)}
        found |= {
            Secret(name, SecretKind.FACILITY, ref)
            for name, public, ref in damaged.filter(incident__ref__in=some)
            if name.casefold() != public.casefold()
        }
    found |= {
        Secret(name, SecretKind.ORIGIN)
        for name, label, labels in origins.values_list("name", "public_label", "labels")
        if name.casefold() not in {one.casefold() for one in (label, *labels.values())}
    }
    return sorted(found, key=lambda one: (one.ref, one.kind, one.name))
