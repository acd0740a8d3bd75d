"""The parts that addresses are made of. What has another form is no address: 404 before anything is looked up."""

from django.urls.converters import StringConverter

from sitreps.models.incidents import REF_PATTERN


class Ref(StringConverter):
    """An incident: UKR-2025-0001."""

    regex = REF_PATTERN.removeprefix("^").removesuffix("$")


class Measure(StringConverter):
    """What is counted: KILLED, HOUSING_DAMAGED."""

    regex = "[A-Z][A-Z_]{1,39}"


class SeriesCode(StringConverter):
    """A series: UKR-DAILY."""

    regex = "[A-Z0-9][A-Z0-9-]{1,30}"


class VocabularyName(StringConverter):
    """A vocabulary: sub_event_type."""

    regex = "[a-z]{1,40}(?:_[a-z]{1,40}){0,5}"


class Language(StringConverter):
    """A language tag: en, uk, zh-Hant."""

    regex = "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


class Extension(StringConverter):
    """What an edition can be had as."""

    regex = "html|pdf|json"


class Number:
    """A number of an edition or of a revision, as it is written: without zeros before it."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
