"""How many origins and voices stand behind a figure (B4)."""

from __future__ import annotations

from typing import Any

from sitreps.codelists import Quantifier, Reliability
from sitreps.figures.claims import ClaimValue
from sitreps.figures.figure import UNATTRIBUTED
from sitreps.figures.rollup import roll_up
from tests.unit.figures.making import claim, figure_of


def narrative(key: str = "n", value: int = 11, **fields: Any) -> ClaimValue:
    given: dict[str, Any] = {"quantifier": Quantifier.AT_LEAST, "reliability": Reliability.F, "source_item": "DOC"}
    return claim(key, value=value, attributed=False, **given | fields)


def test_two_authorities_of_one_state_are_two_origins_and_one_voice() -> None:
    figure = figure_of(claim("a", origin="police", voice="STATE"), claim("b", origin="governor", voice="STATE"))
    assert (figure.agreement, figure.origins, figure.voices, figure.one_voice) == ("AGREED", 2, 1, True)


def test_an_origin_without_a_voice_speaks_for_itself() -> None:
    figure = figure_of(claim("a", origin="police", voice="STATE"), claim("b", origin="hospital"))
    assert (figure.origins, figure.voices, figure.one_voice) == (2, 2, False)


def test_a_report_that_contains_an_attributed_number_of_its_document_is_an_echo() -> None:
    figure = figure_of(claim("a", value=13), narrative(value=11))
    assert (figure.agreement, figure.origins) == ("SINGLE_ORIGIN", 1)
    assert figure.low == 11


def test_a_report_of_another_document_or_another_number_is_none() -> None:
    elsewhere = figure_of(claim("a", value=13), narrative(value=11, source_item="OTHER"))
    higher = figure_of(claim("a", quantifier=Quantifier.AT_LEAST, value=11), narrative(value=13))
    for figure in (elsewhere, higher):
        assert (figure.origins, figure.voices) == (2, 2)
        assert UNATTRIBUTED in figure.origin_ids


def test_soft_words_add_no_origin() -> None:
    figure = figure_of(claim("a", value=13), claim("b", Quantifier.AT_MOST, 20))
    assert (figure.origins, figure.low, figure.high) == (1, 13, 20)


def rolled_up(own: list[ClaimValue], **children: list[ClaimValue]) -> set[str]:
    figure = roll_up("KILLED", figure_of(*own), {ref: figure_of(*claims) for ref, claims in children.items()})
    return set(figure.origin_ids)


def test_a_cluster_has_the_origins_of_its_parts() -> None:
    origins = rolled_up([claim("g", value=13, origin="governor")], a=[claim("p", value=11, origin="police")])
    assert origins == {"governor", "police"}


def test_a_headline_that_echoes_the_locations_adds_no_origin() -> None:
    dnipro, samar = claim("p", value=11, origin="police"), claim("q", value=2, origin="police")
    assert rolled_up([narrative(value=11)], a=[dnipro], b=[samar]) == {"police"}


def test_a_headline_is_no_echo_unless_every_report_in_it_is() -> None:
    dnipro = claim("p", value=11, origin="police")
    assert rolled_up([narrative(value=12)], a=[dnipro]) == {"police", UNATTRIBUTED}
    assert rolled_up([narrative(value=9, source_item="OTHER")], a=[dnipro]) == {"police", UNATTRIBUTED}
    both = [narrative("n", value=9, origin="x"), narrative("m", value=9, origin="y", source_item="OTHER")]
    assert rolled_up(both, a=[dnipro]) == {"police", UNATTRIBUTED}


def test_a_headline_does_not_echo_a_report_without_a_name() -> None:
    child = claim("p", value=11, origin="tv", attributed=False)
    assert rolled_up([narrative(value=11)], a=[child]) == {UNATTRIBUTED}
