from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from sitreps.codelists import load_vocabularies, use_vocabularies
from sitreps.codelists.lexicons import load_lexicons, use_lexicons
from sitreps.figures.parameters import Parameters, use_parameters


class SitrepsConfig(AppConfig):
    name = "sitreps"
    verbose_name = "Situation reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        use_parameters(Parameters(**settings.SITREPS_HOUSE))
        own = Path(settings.SITREPS_HOME) / "codelists"
        use_vocabularies(load_vocabularies(own))
        use_lexicons(load_lexicons(own / "lexicons"))
        # Models can be imported from here on, not above; the checks register themselves.
        from sitreps import checks  # noqa: F401, PLC0415

        pre_migrate.connect(give_way_to_migrations, sender=self, dispatch_uid="sitreps.give_way_to_migrations")
        post_migrate.connect(guard_the_record, sender=self, dispatch_uid="sitreps.guard_the_record")
        post_migrate.connect(name_the_roles, sender=self, dispatch_uid="sitreps.name_the_roles")


class DeskConfig(SimpleAdminConfig):
    """Django's admin with the desk in its place (admin/site.py); no other application has a screen in it."""

    default_site = "sitreps.admin.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        # The screens register themselves at the site, which is made when it is first asked for.
        from sitreps.admin import screens  # noqa: F401, PLC0415


def name_the_roles(**_: Any) -> None:
    """The groups of desk.md exist on every desk; a migration makes them, and an emptied database gets them again."""
    from sitreps.models import accounts  # noqa: PLC0415 - models exist once the app is ready

    accounts.ensure_roles()


def give_way_to_migrations(*, using: str, **_: Any) -> None:
    """Take away, until the migrations are through, the guards that SQLite cannot rebuild a table under."""
    from sitreps.models import triggers  # noqa: PLC0415 - models exist once the app is ready

    triggers.give_way(connections[using])


def guard_the_record(*, using: str, **_: Any) -> None:
    """Put triggers back after every migrate, the guards and those of the index: SQLite loses them with the table."""
    from sitreps.models import triggers, word_index  # noqa: PLC0415 - models exist once the app is ready

    triggers.install(connections[using])
    word_index.install(connections[using])
