"""The rows beside revisions, which lists and totals read: as they are, as they must be, and mended."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, UniqueConstraint

from sitreps.actions import projections
from sitreps.actions.verification.contents import Sound
from sitreps.actions.verification.differences import Difference, unlike
from sitreps.models import triggers
from sitreps.models.revisions import IncidentRevision

Key = tuple[type[Model], tuple[Any, ...]]
"""A row beside a revision: its model, and what names it there (a figure's measure)."""


def differences(
    revisions: Collection[tuple[IncidentRevision, Sound]],
) -> Iterator[tuple[IncidentRevision, Difference]]:
    """What is wrong beside some revisions. A revision that cannot be relied on is not judged. One query a model."""
    stored = _stored([revision.pk for revision, _ in revisions])
    for revision, sound in revisions:
        if sound.document is None or sound.inputs is None:
            continue
        is_now = stored[revision.pk]
        must_be = {_key(row): row for row in projections.rows(revision, sound.document, sound.inputs)}
        for key in {**must_be, **is_now}:
            how = _how(is_now.get(key), must_be.get(key))
            if how:
                yield revision, Difference(_name(key, revision), how)


def mend(revision: IncidentRevision, sound: Sound) -> None:
    """Write the rows of one revision anew, inside the caller's transaction."""
    if sound.document is None or sound.inputs is None:
        return
    tables = [model._meta.db_table for model in projections.TABLES]  # noqa: SLF001 Django's public name
    with triggers.lifted(connection, tables):
        for model in projections.TABLES:
            QuerySet(model).filter(revision=revision).delete()
        projections.write(revision, sound.document, sound.inputs)


def _stored(revisions: Collection[int]) -> Mapping[int, dict[Key, Model]]:
    found: dict[int, dict[Key, Model]] = defaultdict(dict)
    for model in projections.TABLES:
        rows: QuerySet[Any] = QuerySet(model)
        for row in rows.filter(revision__in=revisions):
            found[row.revision_id][_key(row)] = row
    return found


def _how(is_now: Model | None, must_be: Model | None) -> str:
    if is_now is None:
        return "missing"
    if must_be is None:
        return "the revision has none"
    return unlike(_columns(is_now), _columns(must_be))


def _key(row: Model) -> Key:
    names = [name for name in _names(type(row)) if name != "revision"]
    return type(row), tuple(getattr(row, name) for name in names)


def _names(model: type[Model]) -> list[str]:
    """The columns by which a row is the only one."""
    for constraint in model._meta.constraints:  # noqa: SLF001
        if isinstance(constraint, UniqueConstraint):
            return list(constraint.fields)
    return ["revision"]


def _columns(row: Model) -> dict[str, Any]:
    fields = row._meta.concrete_fields  # noqa: SLF001
    return {field.name: getattr(row, field.attname) for field in fields if field.name not in {"id", "revision"}}


def _name(key: Key, revision: IncidentRevision) -> str:
    model, names = key
    return " ".join([str(model._meta.verbose_name), *map(str, names), f"of {revision}"])  # noqa: SLF001
