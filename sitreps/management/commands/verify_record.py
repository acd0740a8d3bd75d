"""`verify_record`: prove the published record, the audit log and all that is derived from them (api.md, Commands).

Exit 0 all equal, 1 something differs (each named), 2 usage. `--rebuild` first writes anew what is only derived from
the record; the record itself it never touches.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sitreps.actions.verifying import Verification, rebuild
from sitreps.management.arguments import actor_named

DIFFERENT = 1


class Command(BaseCommand):
    help = "Compute the record anew from its frozen inputs and compare every row that stands in it or beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="first write anew what is derived from the record and wrong"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            for mended in rebuild(by=actor_named(None), now=timezone.now()):
                self.stdout.write(f"REBUILT {mended}")
        proof, faults = Verification(), 0
        for difference in proof.differences():
            faults += 1
            self.stdout.write(f"DIFFERENT {difference}")
        looked_at = ", ".join(f"{proof.counts[name]} {name}" for name in ("revisions", "issues", "changes"))
        self.stdout.write(
            f"{looked_at} and {proof.counts['audit events']} audit events verified, {faults} differences."
        )
        if faults:
            sys.exit(DIFFERENT)
