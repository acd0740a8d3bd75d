"""A figure in words before and after something that is weighed: a publication, a retraction, a merge, a decision."""

from dataclasses import dataclass

from sitreps.codelists import vocabulary


@dataclass(frozen=True, slots=True)
class Moved:
    """What readers are told of one figure, or of the grade, before and after; `before` is empty where nothing was.

    `measure` is empty for the grade. `place`: where the incident is, for tables over several.
    """

    measure: str
    label: str
    before: str
    after: str
    place: str = ""

    @property
    def differs(self) -> bool:
        """Whether readers are told something else."""
        return self.before != self.after


def moved(measure: str, before: str, after: str, *, place: str = "") -> Moved:
    """A figure under its public label."""
    return Moved(measure, vocabulary("measure").label(measure), before, after, place)
