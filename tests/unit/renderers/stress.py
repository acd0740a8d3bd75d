"""Days that try the documents: forty incidents with long names, a quiet day, six countries, texts at their limit."""

from collections.abc import Sequence
from dataclasses import replace

from sitreps.documents.layout import (
    Card,
    CountryCell,
    CountryRows,
    IncidentRow,
    IncidentTable,
    Layout,
    Lead,
    Note,
    Number,
    Reached,
    RevisedRow,
    SourceLine,
    Sure,
    Tile,
)
from tests.unit.renderers.sample import SEED_DAY
from tests.unit.renderers.sample_annex import CARDS, DAMAGE, DATA_NOTES
from tests.unit.renderers.sample_reached import REACHED
from tests.unit.renderers.sample_words import NO_FIGURE, at_least, exact, more_than, said

LONG_TITLES = (
    "Missile and drone strikes on Kamianske, Novooleksandrivka and the Chervonohryhorivka hromada",
    "Drone strike on a minibus between Pokrovske and Velykomykhailivka",
    "Shelling of Nikopol and Marhanets",
    "Aerial bomb on a residential quarter of Kostiantynivka",
    "Explosion of unexploded ordnance in a field near Izium",
)
LONG_PLACES = (
    "Dnipropetrovska oblast",
    "Novooleksandrivka, Synelnykivskyi raion",
    "Velykomykhailivka",
    "Ivano-Frankivska oblast",
    "Autonomous Republic of Crimea",
)
SURES = (
    Sure(0, "no named source"),
    Sure(1, "one source"),
    Sure(2, "several independent sources"),
    Sure(3, "verified"),
    Sure(None, "responsibility disputed"),
)
NUMBERS = (
    exact("3"),
    at_least("12"),
    NO_FIGURE,
    more_than("1,250"),
    Number("", "7–11", "7–11", "range", "lowest count 7", ""),
    Number("number not given", "–", "number not given", "none", "", ""),
    Number("at least", "140", "at least 140", "low-open", "lowest count 96", ""),
    Number("", "“dozens”", "“dozens”", "open", "", ""),
)


def _row(index: int, country: str) -> IncidentRow:
    return IncidentRow(
        label=str(index),
        title=LONG_TITLES[index % 5],
        detail="cluster, 3 locations" if index % 7 == 0 else "",
        ref=f"{country}-2025-{index:04d}",
        when="23–24 June" if index % 3 else "24 June",
        when_note="overnight, 18:00–06:00" if index % 3 else "time not stated",
        where=LONG_PLACES[index % 5],
        where_code=f"UA12{index:02d}",
        killed=NUMBERS[index % 8],
        injured=NUMBERS[(index + 3) % 8],
        sure=SURES[index % 5],
        level=0,
    )


def _rows(numbers: Sequence[int], country: str) -> tuple[IncidentRow, ...]:
    rows: list[IncidentRow] = []
    for index in numbers:
        row = _row(index, country)
        rows.append(row)
        if index % 7 == 0:
            rows += [
                replace(row, label=f"{index}.{place}", ref=f"{row.ref}{place}", detail="", level=1)
                for place in (1, 2, 3)
            ]
            rows.append(replace(row, label="", title="Not allocated to a location", ref="", sure=None, level=1))
    return tuple(rows)


def _card(index: int, country: str) -> Card:
    source = CARDS[index % 4]
    return replace(source, label=str(index), title=LONG_TITLES[index % 5], ref=f"{country}-2025-{index:04d}")


def _reached(index: int, country: str, measure: str) -> Reached:
    source = REACHED[index % 5]
    return replace(
        source,
        label=str(index),
        title=f"{LONG_PLACES[index % 5]}: {measure.lower()}",
        ref=f"{country}-2025-{index:04d}",
        measure=measure,
        value=NUMBERS[index % 8],
        page=f"https://sitreps.example.org/incidents/{country}-2025-{index:04d}/{measure}/",
    )


def forty_incidents() -> Layout:
    """Forty roots in two countries, eight of them clusters, with late and revised tables and 20 sources."""
    where = {index: "UKR" if index <= 31 else "RUS" for index in range(1, 41)}
    ukraine, russia = range(1, 32), range(32, 41)
    return replace(
        SEED_DAY,
        incidents=IncidentTable(
            "EEST",
            (
                CountryRows(
                    "Ukraine",
                    "31 incidents",
                    more_than("1,400"),
                    "28 of 31 incidents",
                    NUMBERS[6],
                    "30 of 31 incidents",
                    _rows(ukraine, "UKR"),
                ),
                CountryRows(
                    "Russian Federation",
                    "9 incidents",
                    at_least("14"),
                    "8 of 9 incidents",
                    at_least("60"),
                    "7 of 9 incidents",
                    _rows(russia, "RUS"),
                ),
            ),
            SEED_DAY.incidents.note,
        ),
        late=_rows((41, 43), "UKR"),
        revised=(
            RevisedRow(
                "1 Strikes",
                "UKR-2025-0001",
                "Killed",
                "at least 13",
                "17",
                "new figure: police, 25 June 2025, 09:00 EEST",
            ),
            RevisedRow("1 Strikes", "UKR-2025-0001", "Injured", "more than 100", "160", "new figure"),
        ),
        damage=DAMAGE * 4,
        cards=tuple(_card(index, where[index]) for index in where),
        reached=tuple(_reached(index, where[index], measure) for index in where for measure in ("KILLED", "INJURED")),
        data_notes=DATA_NOTES * 7,
        sources=tuple(
            SourceLine(
                number,
                f"Report {number} on strikes in several oblasts, 24 June 2025",
                "Published 24 June 2025. Retrieved 24 June 2025, 17:30 EEST / 14:30 UTC.",
                f"https://news.example.org/2025/06/24/very-long-address-of-a-report-that-goes-on-and-on/{number}?a=b",
            )
            for number in range(1, 21)
        ),
    )


def quiet_day() -> Layout:
    """A day without incidents: it gets its edition and says so."""
    nothing = tuple(
        replace(tile, cells=tuple(replace(cell, value=NO_FIGURE, coverage="no incidents") for cell in tile.cells))
        for tile in SEED_DAY.key_figures.tiles
    )
    return replace(
        SEED_DAY,
        highlights=(said("**No incident with reported harm to civilians**", " is in the record for this period."),),
        how_sure=(Lead("Silence is not zero.", "Nothing reported does not mean that nothing happened."),),
        changed=("Nothing new, nothing revised since No. 1.",),
        key_figures=replace(
            SEED_DAY.key_figures,
            tiles=tuple(replace(tile, letter="", sure=Sure(None, "No source")) for tile in nothing),
            small=(replace(SEED_DAY.key_figures.small[0], value=exact("0", "")),),
            notes=(),
        ),
        overview=(said("No incident was reported for the period."),),
        incidents=IncidentTable("EEST", (), "No incidents of the period."),
        damage=(),
        damage_note="",
        cards=(),
        reached=(),
        data_notes=(),
        sources=(),
        nothing_reported="Nothing reported: incidents; damage to civilian objects; displacement.",
    )


def many_countries(count: int = 6) -> Layout:
    """A series over several countries, the last with a long name."""
    names = ("Burkina Faso", "Chad", "Mali", "Niger", "Nigeria", "Democratic Republic of the Congo")[:count]

    def cells(tile: Tile) -> tuple[CountryCell, ...]:
        return tuple(
            CountryCell(name, NUMBERS[place % 8], f"{place} of 9 incidents with a figure")
            for place, name in enumerate(names)
        )

    tiles = tuple(replace(tile, cells=cells(tile)) for tile in SEED_DAY.key_figures.tiles)
    countries = tuple(
        CountryRows(
            name, "1 incident", exact("3"), "1 of 1 incidents", NO_FIGURE, "0 of 1 incidents", (_row(n + 1, "MLI"),)
        )
        for n, name in enumerate(names)
    )
    return replace(
        SEED_DAY,
        key_figures=replace(SEED_DAY.key_figures, tiles=tiles),
        incidents=replace(SEED_DAY.incidents, countries=countries),
    )


def long_texts() -> Layout:
    """Texts longer than a page in places that usually hold a line; a word without a place to break."""
    endless = "a" * 3000
    story = "Missiles hit several locations in the oblast during the day. " * 120
    return replace(
        SEED_DAY,
        overview=(said(story), said(endless)),
        cards=(replace(CARDS[0], paragraphs=(said(story), said(story))), *CARDS[1:]),
        data_notes=(Note("1", story), *DATA_NOTES),
        damage=(replace(DAMAGE[0], what=story), *DAMAGE[1:]),
    )
