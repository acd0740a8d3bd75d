"""The seed's day as a `Layout`, whole: what the page and the PDF draw in tests that need no database.

Figures are those of the seed's expected values; the wording follows edition.md C4 and C6.
"""

from sitreps.documents.layout import (
    CountryCell,
    CountryRows,
    Footer,
    IncidentRow,
    IncidentTable,
    KeyFigures,
    Layout,
    Lead,
    Masthead,
    Number,
    SmallTile,
    Sure,
    Tile,
)
from tests.unit.renderers.sample_annex import CARDS, DAMAGE, DATA_NOTES, METHODOLOGY, SOURCES
from tests.unit.renderers.sample_reached import REACHED
from tests.unit.renderers.sample_words import (
    NO_FIGURE,
    NO_NAMED_SOURCE,
    ONE_SOURCE,
    at_least,
    exact,
    figure,
    more_than,
    said,
)

DIGEST = "c54fb26544afd0b8a7e4f3c1962d5e8b07a1c3f4d6e5b8a90123456789abcdef"
MASTHEAD = Masthead(
    desk="Situation report desk",
    series="UKR-DAILY",
    number=1,
    version="version 1",
    sensitivity="PUBLIC",
    title="Ukraine: Daily Situation Report No. 1",
    as_of="24 June 2025, 18:00 EEST / 15:00 UTC",
    known_at="",
    period="23 June 2025, 18:00 to 24 June 2025, 18:00 EEST",
    issued="24 June 2025, 18:10 EEST / 15:10 UTC",
    next_report="none planned: the series ends with this edition",
    permalink="https://sitreps.example.org/editions/UKR-DAILY/1/",
    contact="desk@example.org",
    language="en",
    is_draft=False,
)

HIGHLIGHTS = (
    said(
        figure("At least 13", "UKR-2025-0001.KILLED", strong=True),
        "** people were reported killed in missile strikes on Dnipropetrovska oblast on 24 June:**",
        " 11 in Dnipro and 2 in Samar, according to police; ",
        figure("more than 100", "UKR-2025-0001.INJURED"),
        " were injured.",
    ),
    said(
        "**In Sumska oblast, **",
        figure("3", "UKR-2025-0004.KILLED", strong=True),
        "** people, including 1 child, were reported killed in overnight drone strikes;**",
        " the media report gives no source for the number.",
    ),
    said(
        "**In the Russian Federation, a media report says a drone strike killed **",
        figure("1", "RUS-2025-0001.KILLED", strong=True),
        "** man in Belgorod oblast**",
        " and another injured ",
        figure("2", "RUS-2025-0002.INJURED"),
        " people in Moscow.",
    ),
    said(
        "**Schools, kindergartens and at least one hospital,**",
        " among other buildings, were reported damaged in Dnipropetrovska oblast; numbers were not given.",
    ),
)

HOW_SURE = (
    Lead(
        "Thin sourcing.",
        "All figures come from 1 media report whose outlet is not identified. It relays police for Dnipropetrovska "
        "oblast and names no source for the other numbers.",
    ),
    Lead("Not verified.", "No figure is verified; no incident has 2 independent sources."),
    Lead(
        "Likely to change.",
        "Deaths outside Dnipro and Samar are not ruled out. 1 incident has no number of killed, 2 have no number of "
        "injured.",
    ),
)

KEY_FIGURES = KeyFigures(
    tiles=(
        Tile(
            "Killed",
            "killed",
            "a",
            (
                CountryCell("Ukraine", at_least("16"), "2 of 2 incidents with a figure"),
                CountryCell("Russian Federation", at_least("1"), "1 of 2 incidents with a figure"),
            ),
            Sure(1, "One source (police) for incident 1, none named for 2 and 3"),
        ),
        Tile(
            "Injured",
            "injured",
            "b",
            (
                CountryCell("Ukraine", more_than("100"), "1 of 2 incidents with a figure"),
                CountryCell("Russian Federation", at_least("2"), "1 of 2 incidents with a figure"),
            ),
            Sure(1, "One source (police) for incident 1, none named for 4"),
        ),
    ),
    small=(
        SmallTile("Incidents", "", exact("4", "1 spans 2 locations")),
        SmallTile("Children killed", "c", at_least("1", "Sumska oblast")),
        SmallTile("Hospitals damaged", "d", at_least("1", "number not given")),
        SmallTile("Schools damaged", "", Number("number not given", "–", "number not given", "none", "", "1 oblast")),
        SmallTile("Displaced", "", Number("no figure", "–", "no figure", "none", "", "nothing reported")),
    ),
    line="New in this period. Since 24 June 2025: the same numbers, this is the first edition of the series.",
    notes=(
        (
            "a",
            (
                "The media report’s headline (“at least 11”) is 2 below the police figures for Dnipro and Samar "
                "(11 + 2). The sum is printed."
            ),
        ),
        ("b", "It is unclear whether “over 100” covers Dnipro alone or Samar too."),
        ("c", "The report counts “a toddler” among the 3 killed in Sumska oblast; ages differ between passages."),
        ("d", "The report speaks of “hospitals” and of “a children’s hospital”. At least one is printed."),
    ),
)

OVERVIEW = (
    said(
        "Missiles hit several locations in Dnipropetrovska oblast (Dnipropetrovsk region) on 24 June 2025. Police, "
        "relayed by a media report, put the number of people killed at 11 in Dnipro and 2 in Samar: ",
        figure("at least 13", "UKR-2025-0001.KILLED"),
        " people (police figures added by the desk). The same report, in its own words, says at least 11 for the "
        "oblast. Police said ",
        figure("more than 100", "UKR-2025-0001.INJURED"),
        " people were injured; whether that number covers Dnipro alone or Samar too is unclear. Schools, "
        "kindergartens, at least one hospital, 1 administrative building and shops were reported damaged.",
    ),
    said(
        "In Sumska oblast (Sumy region), a media report says ",
        figure("3", "UKR-2025-0004.KILLED"),
        " people, including 1 child, were killed in drone strikes on the night of 23 to 24 June. No number of injured "
        "was given.",
    ),
    said(
        "In the Russian Federation, the report says a drone strike killed ",
        figure("1", "RUS-2025-0001.KILLED"),
        " man in Belgorod oblast, on a date it does not state, and that ",
        figure("2", "RUS-2025-0002.INJURED"),
        " people were injured when a drone hit a residential building in Moscow overnight.",
    ),
)

HOW_TO_READ = (
    ("low-open", "lowest count, the figure we print (dot), may be higher (arrow)"),
    ("open", "may be higher: “at least”, “more than”"),
    ("none", "no source gives a number; silence is not zero"),
    ("dots", "no named source, one source, several independent sources, verified"),
)

INCIDENTS = IncidentTable(
    times_in="EEST",
    countries=(
        CountryRows(
            "Ukraine",
            "2 incidents",
            at_least("16"),
            "2 of 2 incidents",
            more_than("100"),
            "1 of 2 incidents",
            (
                IncidentRow(
                    "1",
                    "Missile strikes",
                    "cluster, 2 locations",
                    "UKR-2025-0001",
                    "24 June",
                    "time not stated",
                    "Dnipropetrovska oblast",
                    "UA12",
                    at_least("13"),
                    more_than("100"),
                    ONE_SOURCE,
                    0,
                ),
                IncidentRow(
                    "1.1",
                    "Missile strikes",
                    "",
                    "UKR-2025-0002",
                    "24 June",
                    "time not stated",
                    "Dnipro",
                    "UA1202",
                    exact("11"),
                    NO_FIGURE,
                    ONE_SOURCE,
                    1,
                ),
                IncidentRow(
                    "1.2",
                    "Missile strike",
                    "",
                    "UKR-2025-0003",
                    "24 June",
                    "time not stated",
                    "Samar",
                    "UA1210",
                    exact("2"),
                    NO_FIGURE,
                    ONE_SOURCE,
                    1,
                ),
                IncidentRow(
                    "",
                    "Not allocated to a location",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    Number("", "none", "none", "none", "", ""),
                    more_than("100"),
                    None,
                    1,
                ),
                IncidentRow(
                    "2",
                    "Drone strikes",
                    "",
                    "UKR-2025-0004",
                    "23–24 June",
                    "overnight, 18:00–06:00",
                    "Sumska oblast",
                    "UA59",
                    exact("3"),
                    NO_FIGURE,
                    NO_NAMED_SOURCE,
                    0,
                ),
            ),
        ),
        CountryRows(
            "Russian Federation",
            "2 incidents",
            at_least("1"),
            "1 of 2 incidents",
            at_least("2"),
            "1 of 2 incidents",
            (
                IncidentRow(
                    "3",
                    "Drone strike",
                    "",
                    "RUS-2025-0001",
                    "not stated",
                    "logged under 24 June",
                    "Belgorod oblast",
                    "RU001001",
                    exact("1"),
                    NO_FIGURE,
                    NO_NAMED_SOURCE,
                    0,
                ),
                IncidentRow(
                    "4",
                    "Drone strike",
                    "",
                    "RUS-2025-0002",
                    "23–24 June",
                    "overnight, 18:00–06:00",
                    "Moscow",
                    "RU001008",
                    NO_FIGURE,
                    exact("2"),
                    NO_NAMED_SOURCE,
                    0,
                ),
            ),
        ),
    ),
    note="“–” means that no source gives a number; silence is not zero. Dates of incidents 1, 2 and 4 are inferred.",
)

SEED_DAY = Layout(
    language="en",
    masthead=MASTHEAD,
    highlights=HIGHLIGHTS,
    how_sure=HOW_SURE,
    changed=(
        "First edition: no earlier figures to compare with.",
        (
            "Within the day, the report’s “at least 11” for Dnipropetrovska oblast became at least 13 when the desk "
            "added the police figures for Dnipro (11) and Samar (2)."
        ),
    ),
    key_figures=KEY_FIGURES,
    overview=OVERVIEW,
    how_to_read=HOW_TO_READ,
    incidents=INCIDENTS,
    late=(),
    revised=(),
    dropped=(),
    damage=DAMAGE,
    damage_note="Source of all rows: a media report [1], in its own words. Effects on services are not stated.",
    nothing_reported="Nothing reported: displacement; needs and response; access; safety of aid workers.",
    caveats=(
        "Figures are provisional, as known at the cut-off, and may rise or fall.",
        "Nothing is independently verified unless it is said to be.",
        "Totals may include people whose civilian status is not stated.",
        "Silence is not zero: an area without incidents here may be one that nobody could report from.",
        "How figures are reached is told in the annex, incident by incident.",
    ),
    cards=CARDS,
    reached=REACHED,
    running=None,
    data_notes=DATA_NOTES,
    methodology=METHODOLOGY,
    sources=SOURCES,
    footer=Footer(
        cite="Situation report desk, “Ukraine: Daily Situation Report No. 1 (as of 24 June 2025, 18:00 EEST / 15:00 "
        "UTC)”, version 1, https://sitreps.example.org/editions/UKR-DAILY/1/.",
        licence="CC BY 4.0",
        disclaimer="The designations used and the boundaries shown do not imply official endorsement or acceptance.",
        digest=DIGEST,
        short_link="sitreps.example.org/UKR-DAILY/1",
        running_head="Ukraine: Daily Situation Report No. 1",
    ),
)
