"""What outgoing texts must not say: names, ages, health, sites; emotive words; claims told as facts (B13)."""

from __future__ import annotations

from typing import Any

import pytest

from sitreps.documents.secrets import Haystack, Secret, SecretKind, named_in
from sitreps.documents.text_checks import ClaimedItem, Outgoing, check_texts

REF = "UKR-2025-0007"
VICTIM = Secret("Olena Petrenko", SecretKind.PERSON, REF)
SITE = Secret("City Children's Hospital No. 3", SecretKind.FACILITY, REF)
OFFICIAL = Secret("Ivan Koval", SecretKind.ORIGIN)


def found(
    text: str, *, secrets: tuple[Secret, ...] = (), claimed: tuple[ClaimedItem, ...] = (), **how: Any
) -> list[str]:
    told = check_texts([Outgoing(REF, "the summary", text, **how)], secrets=secrets, claimed=claimed)
    return [one.line for one in told]


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Olena Petrenko was among the dead.",
        "OLENA PETRENKO was among the dead.",
        "Petrenko, Olena, was among the dead.",
        "The dead woman is Petrenko’s sister.",
        "Élena Pétrenko? No: Olena Pétrenko.",
    ],
)
def test_a_persons_name_is_found_however_it_is_written(text: str) -> None:
    assert named_in(Haystack.of(text), [VICTIM]) == [VICTIM]


@pytest.mark.parametrize(
    "text",
    ["Загинула Олена Петренко.", "Тіло Олени Петренко знайшли.", "Родина Петренків чекає.", "Про Петренка не йшлося."],
)
def test_a_name_is_found_in_its_other_cases(text: str) -> None:
    name = Secret("Олена Петренко", SecretKind.PERSON, REF)
    assert named_in(Haystack.of(text), [name]) == [name]


@pytest.mark.parametrize(
    "text", ["A woman was among the dead.", "Olena street was hit.", "The petrenko of the village"]
)
def test_other_words_are_no_name(text: str) -> None:
    assert named_in(Haystack.of(text), [VICTIM]) == []


def test_a_facility_is_found_by_its_whole_name_only() -> None:
    assert named_in(Haystack.of("City Children’s Hospital No 3 was hit."), [SITE]) == [SITE]
    assert named_in(Haystack.of("A children's hospital in the city was hit."), [SITE]) == []


def test_a_name_of_one_incident_is_not_looked_for_in_another() -> None:
    elsewhere = Secret("Olena Petrenko", SecretKind.PERSON, "UKR-2025-0008")
    assert found("Olena Petrenko was among the dead.", secrets=(elsewhere,)) == []


def test_a_protected_source_is_looked_for_everywhere() -> None:
    assert found("Ivan Koval told the desk.", secrets=(OFFICIAL,)) != []


def test_what_was_found_is_told_without_being_repeated() -> None:
    (line,) = found("Olena Petrenko was among the dead.", secrets=(VICTIM,))
    assert line == (
        f"BLOCK SENSITIVE_CONTENT:{REF} The summary names somebody or something whose name stays in the desk."
    )


# --- ages, health, sites ---------------------------------------------------------------------------------------------

KIND_OF = {
    "age": "gives the age and the sex of a person in a small place.",
    "health": "speaks of somebody’s health or pregnancy.",
    "site": "names an exact site.",
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A five-year-old boy was killed.", "age"),
        ("A woman aged 43 was killed.", "age"),
        ("Загинув 5-річний хлопчик.", "age"),
        ("Погибла 43-летняя женщина.", "age"),
        ("Une femme de 43 ans a été tuée.", "age"),
        ("Murió una mujer de 43 años.", "age"),
        ("A pregnant woman was injured.", "health"),
        ("Поранено вагітну жінку.", "health"),
        ("أصيبت امرأة حامل.", "health"),
        ("It hit 12 Shevchenko Street.", "site"),
        ("Удар по вул. Шевченка, 12.", "site"),
        ("Kindergarten No. 5 was damaged.", "site"),
        ("Пошкоджено школу № 12.", "site"),
        ("It fell at 48.46471, 35.04618.", "site"),
        ("It fell at 48°27′ N.", "site"),
    ],
)
def test_what_may_single_somebody_out_blocks(text: str, kind: str) -> None:
    assert found(text, is_of_small_place=True) == [f"BLOCK SENSITIVE_CONTENT:{REF} The summary {KIND_OF[kind]}"]


@pytest.mark.parametrize(
    "text",
    [
        "A child was reported among the dead.",
        "One man was killed.",
        "A five-year-old was injured. A woman was rescued.",
        "Schools, kindergartens and at least one hospital were damaged.",
        "Situation Report No. 12 covers 24 June 2025.",
        "At least 13 people were killed: 11 in Dnipro and 2 in Samar.",
        "12 people were hurt on the road to Sumy, 3 km from the border.",
        "It hit a square in Kyiv. 12 people were injured.",
    ],
)
def test_what_a_report_has_to_say_passes(text: str) -> None:
    assert found(text, is_of_small_place=True) == []


def test_an_age_and_a_sex_in_a_whole_region_single_nobody_out() -> None:
    assert found("A five-year-old boy was killed.", is_of_small_place=False) == []


# --- the desk's voice ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A brutal attack hit homes.", "brutal"),
        ("Drones devastated the town.", "devastated"),
        ("The enemy struck at night.", "enemy"),
        ("Ворожий дрон влучив у будинок.", "ворожий"),
        ("Une attaque terroriste a eu lieu.", "terroriste"),
    ],
)
def test_an_emotive_word_in_the_desks_voice_is_told(text: str, word: str) -> None:
    (line,) = found(text)
    assert line == f"WARN EMOTIVE_LANGUAGE:{REF} The summary says “{word}” in the desk’s own voice."


@pytest.mark.parametrize(
    "text", ["The mayor spoke of “a brutal attack”.", 'The mayor spoke of "a brutal attack".', "Missiles hit the city."]
)
def test_a_quotation_and_a_plain_sentence_pass(text: str) -> None:
    assert found(text) == []


def test_a_sources_own_words_are_not_the_desks() -> None:
    assert found("a brutal attack", is_desk_voice=False) == []


# --- what a party claims ---------------------------------------------------------------------------------------------

LOSSES = ClaimedItem(f"{REF}.KILLED", "15 soldiers were killed", measure="KILLED", numbers=(15,), rests_on=f"{REF}/C01")
VILLAGE = ClaimedItem("UKR-DAILY/P1", "Forces took control of the village of Nove in Kharkivska oblast")


@pytest.mark.parametrize(
    ("text", "as_fact"),
    [
        ("15 soldiers were killed in the strike.", True),
        ("The ministry claimed that 15 soldiers were killed.", False),
        ("Fifteen were injured, 15 houses burnt.", False),
        ("The strike hit a depot. 15 were reported killed.", True),
    ],
)
def test_a_number_that_only_a_party_claims_is_not_told_as_a_fact(text: str, as_fact: bool) -> None:
    lines = found(text, claimed=(LOSSES,))
    assert bool(lines) is as_fact
    assert all(line.startswith(f"WARN PARTY_CLAIM_AS_FACT:{REF}.KILLED The summary tells") for line in lines)


def test_the_words_of_a_partys_claim_are_known_again_in_a_text_of_the_edition() -> None:
    def lines(text: str) -> list[str]:
        return [
            one.code for one in check_texts([Outgoing("UKR-DAILY/OVERVIEW", "the overview", text)], claimed=[VILLAGE])
        ]

    assert lines("Forces took control of Nove village, Kharkivska oblast.") == ["PARTY_CLAIM_AS_FACT"]
    assert lines("Moscow claimed that its forces took control of the village of Nove.") == []
    assert lines("Nothing happened in the village.") == []


def test_a_decision_about_a_text_lapses_when_the_text_changes() -> None:
    def print_of(text: str) -> str:
        (one,) = check_texts([Outgoing(REF, "the title", text)])
        return one.fingerprint

    assert print_of("A brutal attack") == print_of("A brutal attack")
    assert print_of("A brutal attack") != print_of("A brutal attack on Sumy")
