"""Where the pages of merging, splitting, undoing and of suspected duplicates stand."""

from functools import partial

from django.views.decorators.http import require_POST

from sitreps.admin import merging, splitting, suspects, undoing
from sitreps.admin.apart import apart
from sitreps.admin.base import DeskAdmin
from sitreps.admin.incident_pages import View


def pages(admin: DeskAdmin) -> list[tuple[str, View, str]]:
    """Route, view and name of each page below an incident."""
    return [
        ("merge", partial(merging.merge, admin), "merge"),
        ("merge/undo", partial(undoing.unmerge, admin), "unmerge"),
        ("split", partial(splitting.split, admin), "split"),
        ("apart", partial(apart, admin), "apart"),
        ("split/undo", partial(undoing.unsplit, admin), "unsplit"),
        ("suspects", require_POST(suspects.typing), "suspects"),
    ]


def lists(admin: DeskAdmin) -> list[tuple[str, View, str]]:
    """The same of pages of all incidents."""
    return [
        ("duplicates", partial(suspects.listing, admin), "duplicates"),
        ("suspects", require_POST(suspects.typing), "new_suspects"),
    ]
