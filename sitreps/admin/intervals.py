"""Where numbers stand on the axis of a figure, in per cent of its width, so that a drawing stretches to any column."""

from dataclasses import dataclass

from sitreps.figures.figure import Figure

NICE = (1, 2, 5)
TICKS = 4
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One source's numbers: a line from `start` to `end` (open: an arrow), a point at `at`; all in per cent."""

    start: float
    end: float
    at: float
    open: bool
    vague: bool
    use: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A number under the axis. `edge` is first, last or empty: texts at the ends must not stick out."""

    at: float
    number: int
    edge: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From `begins` to `ends`. It begins at 0 unless all numbers lie in its upper half; then that is said."""

    begins: int
    ends: int
    band: tuple[float, float] | None
    ticks: tuple[Tick, ...]

    @property
    def is_broken(self) -> bool:
        return self.begins > 0

    def mark(self, lower: int, upper: int | None, best: int, *, use: str, vague: bool) -> Mark:
        """The place of an interval and of the number that stands for it."""
        end = WHOLE if upper is None else _share(upper, self.begins, self.ends)
        start, at = _share(lower, self.begins, self.ends), _share(best, self.begins, self.ends)
        return Mark(start, end, at, upper is None, vague, use)


def axis_for(figure: Figure) -> Axis | None:
    """The axis on which a figure and its claims are drawn; None for a figure without a number. Cost: O(1)."""
    if not figure.has_number or figure.best is None:
        return None
    most = max(figure.highest_stated or 0, figure.best, figure.lower or 0, 1)
    least = min(figure.low or 0, figure.best)
    begins = least if not figure.open and least * 2 > most and most - least > TICKS else 0
    step = _step(most - begins)
    begins = begins // step * step
    ends = begins + step * TICKS
    while ends <= most:
        ends += step
    band = None
    if figure.consistent:
        upper = figure.consistent.upper
        right = WHOLE if upper is None else _share(upper, begins, ends)
        left = _share(figure.consistent.lower, begins, ends)
        band = (left, round(right - left, 2))
    numbers = list(range(begins, ends + 1, step))
    ticks = tuple(
        Tick(_share(number, begins, ends), number, "first" if number == begins else "last" if number == ends else "")
        for number in numbers
    )
    return Axis(begins, ends, band, ticks)


def _step(span: int) -> int:
    """A round step of which about four cover the span."""
    size = 1
    while True:
        for nice in NICE:
            if nice * size * TICKS > span:
                return nice * size
        size *= 10


def _share(number: int, begins: int, ends: int) -> float:
    return round(min(max((number - begins) / (ends - begins), 0), 1) * WHOLE, 2)
