"""Names in several languages: as the desk typed them, and in those for which it has a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitreps.documents.wording import Phrases


@dataclass(frozen=True, slots=True)
class Named:
    """A name; `names` has it by language, where the desk knows it in others than it is typed in."""

    text: str
    names: Mapping[str, str] = field(default_factory=dict)

    def in_(self, say: Phrases) -> str:
        """The name in a language, else as it was typed."""
        return self.names.get(say.language, self.text)
