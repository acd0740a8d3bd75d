"""The figures that editors' texts name, and which read otherwise since the texts were written (edition.md C1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sitreps.codelists import vocabulary
from sitreps.documents.edition import EditionDocument
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.markdown import TOKEN
from sitreps.documents.wording import NO_FIGURE


@dataclass(frozen=True, slots=True)
class TokenChange:
    """A figure that a text names: the words it stood for when the text was written, and those of now."""

    token: str
    measure: str
    title: str
    was: str
    now: str


def named(texts: Iterable[str], document: EditionDocument) -> dict[str, str]:
    """The words of each figure that the texts name, by `REF.MEASURE`, in the order of the texts."""
    words = {key: figure.text for key, (_, figure) in _figures(document).items()}
    keys = [f"{ref}.{measure}" for text in texts for ref, measure in TOKEN.findall(text)]
    return {key: words[key] for key in dict.fromkeys(keys) if key in words}


def changed(read: Mapping[str, str], document: EditionDocument) -> list[TokenChange]:
    """What reads otherwise in the edition than `named` gave when its texts were written."""
    figures = _figures(document)
    found = []
    for key, was in read.items():
        incident, figure = figures.get(key, (None, None))
        now = figure.text if figure else NO_FIGURE
        if now != was:
            title = incident.title if incident else key.partition(".")[0]
            measure = vocabulary("measure").label(key.partition(".")[2])
            found.append(TokenChange(f"{{{{fig:{key}}}}}", measure, title, was, now))
    return found


def _figures(document: EditionDocument) -> Mapping[str, tuple[IncidentDocument, PublicFigure]]:
    return {f"{one.ref}.{figure.measure}": (one, figure) for one in document.incidents for figure in one.figures}
