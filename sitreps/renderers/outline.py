"""The sections of an edition as they stand on its page: which there are, in which order, under which heading.

The page, its contents fold and its rail are all drawn from this, so a link never leads to a section that is not there.
"""

from dataclasses import dataclass

from sitreps.documents.layout import Layout
from sitreps.documents.wording import Phrases, spoken


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its anchor (also the name of its template), its heading, and a line that says what a fold holds."""

    anchor: str
    title: str
    about: str = ""

    @property
    def template(self) -> str:
        return f"edition/sections/{self.anchor}.html"


@dataclass(frozen=True, slots=True)
class Outline:
    """`opening` has a place of its own at the top; `report` follows it; `annex` is folded (edition.md C2)."""

    opening: tuple[Section, ...]
    report: tuple[Section, ...]
    annex: tuple[Section, ...]

    @property
    def entries(self) -> tuple[Section, ...]:
        return self.opening + self.report + self.annex


def title(layout: Layout) -> str:
    """The heading with what the edition is as of; a heading that says so already stays as it is."""
    heading, as_of = layout.masthead.title, layout.masthead.as_of
    return heading if as_of in heading else spoken(layout.language)("page.title", heading=heading, as_of=as_of)


def of(layout: Layout) -> Outline:
    """The sections that this edition has something to say in."""
    opening = (
        (Section("highlights", "Highlights"), bool(layout.highlights)),
        (Section("figures", "Key figures"), True),
        (Section("sure", "How sure is this?"), bool(layout.how_sure)),
        (Section("overview", "Situation overview"), bool(layout.overview)),
    )
    report = (
        (Section("incidents", "Incidents of the period"), True),
        (Section("late", "Reported late"), bool(layout.late)),
        (Section("revised", "Revised figures for earlier incidents"), bool(layout.revised)),
        (Section("dropped", "No longer counted"), bool(layout.dropped)),
        (Section("damage", "Damage to civilian objects"), bool(layout.damage)),
        (Section("caveats", "Caveats"), bool(layout.caveats or layout.nothing_reported)),
    )
    annex = (
        (
            Section("cards", "Incident by incident", "What is reported, who says so, and what is not known."),
            bool(layout.cards),
        ),
        (
            Section(
                "reached", "How the figures were reached", "Every claim behind every figure, used or not, and why."
            ),
            bool(layout.reached),
        ),
        (
            Section("running", "Running totals", "The totals since the series began, and how they came about."),
            layout.running is not None and bool(layout.running.rows),
        ),
        (Section("notes", "Data notes", "What a reader should know about single numbers."), bool(layout.data_notes)),
        (
            Section("methodology", "Methodology", "What counts, how figures are chosen, how corrections are made."),
            bool(layout.methodology),
        ),
        (Section("sources", "Sources", "What the desk has read and kept."), bool(layout.sources)),
        (Section("record", "About this edition", "How to cite it and how to check it."), True),
    )
    return Outline(*(_present(part, spoken(layout.language)) for part in (opening, report, annex)))


def _present(sections: tuple[tuple[Section, bool], ...], say: Phrases) -> tuple[Section, ...]:
    """The sections that have content, under their headings in the layout's language."""
    return tuple(
        Section(section.anchor, say.heading(section.title), say.heading(section.about))
        for section, has_content in sections
        if has_content
    )
