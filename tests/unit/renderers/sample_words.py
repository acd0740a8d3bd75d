"""Short ways to write a sample: numbers, runs and paragraphs as the layout wants them."""

from sitreps.documents.layout import Number, Paragraph, Run, Sure

ONE_SOURCE = Sure(1, "one source")
NO_NAMED_SOURCE = Sure(0, "no named source")
NO_FIGURE = Number("no figure", "–", "no figure", "none", "", "")


def exact(number: str, note: str = "") -> Number:
    return Number("", number, number, "exact", "", note)


def at_least(number: str, note: str = "") -> Number:
    return Number("at least", number, f"at least {number}", "open", "may be higher", note)


def more_than(number: str, note: str = "") -> Number:
    return Number("more than", number, f"more than {number}", "open", "may be higher", note)


def said(*runs: str | Run) -> Paragraph:
    """A paragraph; plain strings are plain runs, strings in ** are strong."""
    return tuple(
        run if isinstance(run, Run) else Run(run.strip("*"), strong=True) if run.startswith("**") else Run(run)
        for run in runs
    )


def figure(text: str, ref: str, *, strong: bool = False) -> Run:
    return Run(text, strong=strong, ref=ref)
