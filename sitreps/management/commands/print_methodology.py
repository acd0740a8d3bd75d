"""`print_methodology`: the method in Markdown, from the text that the page and the editions print.

    manage.py print_methodology > docs/methodology.md

A test holds the paper to it. Exit 0.
"""

from typing import Any

from django.core.management.base import BaseCommand

from sitreps.documents import method


class Command(BaseCommand):
    help = "Print the methodology in Markdown, as docs/methodology.md holds it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(method.paper(), ending="")
