"""The annex of the sample: cards, damage, data notes, methodology, sources."""

from sitreps.documents.layout import Card, CardFigure, DamageRow, Lead, Note, Number, SourceLine
from tests.unit.renderers.sample_words import NO_FIGURE, at_least, exact, more_than, said

IN_DNIPROPETROVSKA = ("Damaged", "Dnipropetrovska oblast", "1")
DAMAGE = (
    DamageRow(
        "Hospitals, among them 1 children’s hospital", "Health", "at least 1; number not given", *IN_DNIPROPETROVSKA
    ),
    DamageRow("Schools", "Education", "number not given", *IN_DNIPROPETROVSKA),
    DamageRow("Kindergartens", "Education", "number not given", *IN_DNIPROPETROVSKA),
    DamageRow("Administrative building", "Government", "1", *IN_DNIPROPETROVSKA),
    DamageRow("Shops", "Commerce", "number not given", *IN_DNIPROPETROVSKA),
    DamageRow("Houses", "Housing", "number not given", "Not known", "Sumska oblast", "2"),
    DamageRow("Residential building", "Housing", "1", "Not known", "Moscow", "4"),
)


def killed(value: Number, basis: str) -> CardFigure:
    return CardFigure("Killed", "killed", value, basis)


def injured(value: Number, basis: str) -> CardFigure:
    return CardFigure("Injured", "injured", value, basis)


CARDS = (
    Card(
        "1",
        "Missile strikes on Dnipropetrovska oblast",
        "UKR-2025-0001",
        ("Ukraine", "Dnipropetrovska oblast UA12", "24 June 2025 (date inferred)", "cluster of 2 locations"),
        (
            killed(at_least("13"), "11 in Dnipro, 2 in Samar; police figures added by the desk"),
            injured(more_than("100"), "according to police; location not stated"),
        ),
        (
            said(
                "According to police, relayed by a media report, 11 people were killed in Dnipro and 2 in Samar. The "
                "report’s own headline is “at least 11” for the oblast. Police said “over 100” people were injured; "
                "the report itself says “dozens more”."
            ),
            said(
                "A media report says schools, kindergartens, hospitals (among them 1 children’s hospital), 1 "
                "administrative building and shops were damaged; other numbers are not given."
            ),
            said(
                "**Responsibility.**",
                " The media report attributes the strikes to the Armed forces of the Russian Federation; it names no "
                "origin for this. ",
                "**Not known.**",
                " Deaths outside Dnipro and Samar. Whether “over 100” covers Samar. How many facilities were damaged, "
                "and whether they still work.",
            ),
        ),
    ),
    Card(
        "2",
        "Overnight drone strikes in Sumska oblast",
        "UKR-2025-0004",
        ("Ukraine", "Sumska oblast UA59", "23 June 18:00 to 24 June 06:00 EEST (date inferred)"),
        (
            killed(exact("3"), "including at least 1 child; no source named"),
            injured(NO_FIGURE, "no source gives a number"),
        ),
        (
            said(
                "A media report says 3 people, including 1 child, were killed when drones hit homes; it gives no "
                "source for the number. The head of the Sumy military administration said that people of different "
                "families died, and told of a child pulled from the rubble."
            ),
            said(
                "**Responsibility.**",
                " The strikes are attributed, in the media report, to the Armed forces of the Russian Federation. ",
                "**Not known.**",
                " How many people were injured. What became of the child pulled from the rubble.",
            ),
        ),
    ),
    Card(
        "3",
        "Drone strike in Belgorod oblast",
        "RUS-2025-0001",
        ("Russian Federation", "Belgorod oblast RU001001", "date not stated, logged under 24 June 2025"),
        (killed(exact("1"), "1 man; no source named"), injured(NO_FIGURE, "no source gives a number")),
        (
            said(
                "A media report says 1 man was killed by a drone strike. It gives no date of its own and names no "
                "source."
            ),
            said(
                "**Responsibility.**",
                " The media report attributes the strike to the Armed Forces of Ukraine; it names no origin for this. ",
                "**Not known.**",
                " When and where in the oblast it happened. Whether anyone was injured.",
            ),
        ),
    ),
    Card(
        "4",
        "Drone strike on a residential building in Moscow",
        "RUS-2025-0002",
        ("Russian Federation", "Moscow RU001008", "23 June 18:00 to 24 June 06:00 EEST (date inferred)"),
        (
            killed(NO_FIGURE, "no source gives a number"),
            injured(exact("2"), "including at least 1 woman; no source named"),
        ),
        (
            said(
                "A media report says a drone hit 1 residential building and 2 people were injured. It names no source."
            ),
            said(
                "**Responsibility.**",
                " Not stated in the report. ",
                "**Not known.**",
                " Whether anyone was killed. The extent of the damage.",
            ),
        ),
    ),
)

DATA_NOTES = (
    Note("1", "Killed: the overall number is 2 below what the places add up to; the sum is used."),
    Note("1", "Killed: the overall number equals that of Dnipro; it may mean that place alone."),
    Note(
        "1",
        "Injured: it is unclear whether “over 100” covers Dnipro alone or Samar too. It is not allocated to a place.",
    ),
    Note("1", "Hospitals: the report speaks of “hospitals” and of “a children’s hospital”."),
    Note("2", "Ages differ between passages of the report; the child told of is not counted among the dead."),
    Note("1, 2, 4", "The date is inferred from the report’s own date, which is inferred too."),
    Note("3", "The report gives no date; the incident is logged under 24 June 2025."),
    Note("2, 3, 4", "The figures carry no origin in the report."),
    Note("", "The outlet is not identified in the text; its reliability cannot be judged."),
)

METHODOLOGY = (
    Lead(
        "What counts.",
        "An incident is one violent event, or a cluster of them, in one place and period. For each incident and "
        "measure the desk uses the latest claim of each origin; vague words, parts of a total and expectations set no "
        "number. Sub-incidents are added once, and never to the headline as well.",
    ),
    Lead(
        "Best and low.",
        "The printed figure is that of the most direct source; where equally direct sources agree, the highest number "
        "that all support; where they contradict, the latest. “At least” and “more than” mean that the number may be "
        "higher. A sum is never printed as firmer than its parts.",
    ),
    Lead(
        "How sure.",
        "Each incident carries one of these: verified; several independent sources; one source; no named source; "
        "responsibility disputed. The same rules hold for every party.",
    ),
    Lead(
        "Limits.",
        "Figures are provisional, as of the cut-off, and may rise or fall. Nothing is independently verified unless "
        "stated. Silence is not zero: “–” means no figure. Totals may include people whose civilian status is not "
        "stated. Coverage follows reporting and access, so areas should not be compared. Overnight incidents "
        "(18:00–06:00) carry the date of the morning. Places are shown at the centre of a settlement or oblast, never "
        "the exact site.",
    ),
    Lead(
        "Corrections.",
        "New information appears in the next edition; our errors are corrected by a new version of the same number. "
        "Write to desk@example.org.",
    ),
)

SOURCES = (
    SourceLine(
        1,
        "News report on missile and drone strikes, 24 June 2025 (outlet not identified)",
        "Published 24 June 2025 (inferred). Retrieved 24 June 2025, 17:30 EEST / 14:30 UTC. Original text kept by the "
        "desk (2,482 bytes, SHA-256 81247cc41d1f…). Its reliability cannot be judged.",
        "",
    ),
)
