"""How commands say what a desk log holds."""

from collections.abc import Mapping

NOUNS = {
    "series": ("series", "series"),
    "parties": ("party", "parties"),
    "places": ("place", "places"),
    "source_items": ("source item", "source items"),
    "origins": ("origin", "origins"),
    "incidents": ("incident", "incidents"),
    "claims": ("claim", "claims"),
    "facilities": ("row of damage", "rows of damage"),
    "persons": ("person", "persons"),
    "statements": ("statement", "statements"),
    "party_claims": ("party claim", "party claims"),
    "context_notes": ("context note", "context notes"),
}


def in_words(counts: Mapping[str, int]) -> str:
    """`6 incidents, 13 claims`; incidents and what they hold go first, as what the log is about."""
    first = ("incidents", "claims", "facilities", "persons")
    ordered = sorted(counts, key=lambda section: first.index(section) if section in first else len(first))
    return ", ".join(f"{counts[section]} {NOUNS[section][counts[section] != 1]}" for section in ordered)
