"""`create_demo_accounts`: the demo's people, with passwords that are no secret; refused off this machine."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sitreps.actions.accounts import DEMO_ACCOUNTS, ensure_demo_accounts
from sitreps.errors import SitrepsError
from sitreps.management.arguments import actor_named


class Command(BaseCommand):
    help = "Make the demo accounts (again: prints them). They sign in from this machine only."

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            made = ensure_demo_accounts(by=actor_named(None), now=timezone.now())
        except SitrepsError as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        self.stdout.write(f"{'Made' if made else 'There are'} the demo accounts, for this machine only:")
        for account in DEMO_ACCOUNTS:
            self.stdout.write(f"  {account.username:<10} {account.password:<15} {account.role.value}")
