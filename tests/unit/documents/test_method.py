"""The method's text: what it promises in examples is what the arithmetic does, and every rule that is named is told."""

import re
from pathlib import Path
from typing import Any

import pytest

from sitreps.documents import explanation_words, wording
from sitreps.documents.method import Example, Rule, method, paper, read
from tests.unit.figures.logs import example_figure, load

ROOT = Path(__file__).parents[3]
CASES: dict[str, Any] = {case["name"]: case for case in load("reconciliation-examples.json")["cases"]}
EXAMPLES = [example for rule in method().rules for example in rule.examples]
FURTHER = [language for language in wording.LANGUAGES if language != "en"]
TOLD = [
    (language, example)
    for language in wording.LANGUAGES
    for rule in method(language).rules
    for example in rule.examples
]


@pytest.mark.parametrize(("language", "example"), TOLD, ids=[f"{language}: {one.case}" for language, one in TOLD])
def test_an_example_prints_what_its_case_comes_to(language: str, example: Example) -> None:
    figure = example_figure(CASES[example.case])
    assert wording.number_words(figure, wording.phrases(language)).text in example.printed


@pytest.mark.parametrize("language", FURTHER)
def test_every_language_tells_the_same_method_section_by_section(language: str) -> None:
    """The same rules with as many paragraphs, the same cases in the same order, as many lines of the summary."""
    english, further = method(), method(language)
    assert len(further.summary) == len(english.summary)
    assert [_shape(rule) for rule in further.rules] == [_shape(rule) for rule in english.rules]


def _shape(rule: Rule) -> tuple[str, int, list[str]]:
    return rule.code, len(rule.text), [example.case for example in rule.examples]


@pytest.mark.parametrize("language", FURTHER)
def test_no_line_of_the_method_was_left_in_english(language: str) -> None:
    told = method(language)
    texts = [told.introduction, *(f"{part.lead} {part.text}" for part in told.summary)]
    texts += [text for rule in told.rules for text in (rule.title, *rule.text)]
    texts += [text for rule in told.rules for one in rule.examples for text in (one.said, one.printed, one.why)]
    assert [text for text in texts if re.search(r"[A-Za-z]{2,}", text)] == []


def test_the_rules_stand_in_their_order_without_a_gap() -> None:
    assert [rule.code for rule in method().rules] == [f"B{number}" for number in range(14)]
    assert all(rule.text for rule in method().rules)


def test_every_rule_that_an_explanation_names_is_told() -> None:
    told = {rule.code for rule in method().rules}
    named = {*explanation_words.NOT_USED_RULES.values(), *explanation_words.AGREEMENT_RULES.values()}
    assert named <= told


def test_the_summary_is_short_enough_for_every_edition() -> None:
    summary = method().summary
    assert len(summary) <= 12
    assert all(len(part.text.split()) <= 60 for part in summary)
    assert all(part.lead.endswith(".") for part in summary)


def test_the_paper_is_what_the_page_tells() -> None:
    """Print it again with `manage.py print_methodology > docs/methodology.md`."""
    assert (ROOT / "docs" / "methodology.md").read_text(encoding="utf-8") == paper()


def test_it_names_no_tier_and_no_letter_of_a_source() -> None:
    told = [paragraph for rule in method().rules for paragraph in rule.text]
    told += [f"{example.said} {example.printed} {example.why}" for example in EXAMPLES]
    assert not re.search(r"\btiers?\b|\breliability [A-F]\b", " ".join(told))


BEGUN = "# M\n\nWords\nover lines.\n\n## In short\n\n- **One.** Two\n  three.\n- **Four.** Five.\n\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{BEGUN}## Rules without a number\n\nText.\n", "is no rule"),
        ("# M\n\nWords.\n\n## In short\n\nNo line.\n", "is no line of the summary"),
        (f"{BEGUN}## B0 Rule\n\n| a | b | c | d |\n|-|-|-|-|\n| a | b |\n", "2 cells"),
    ],
)
def test_a_text_of_another_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(text)


def test_a_text_of_the_form_is_read_whole() -> None:
    told = read(
        f"{BEGUN}## B0 Rule\n\nFirst.\n\nSecond.\n\n| a | b | c | d |\n|-|-|-|-|\n| said | printed | why | case |\n"
    )
    assert told.introduction == "Words over lines."
    assert [(part.lead, part.text) for part in told.summary] == [("One.", "Two three."), ("Four.", "Five.")]
    assert told.rules[0].text == ("First.", "Second.")
    assert told.rules[0].examples == (Example("said", "printed", "why", "case"),)
