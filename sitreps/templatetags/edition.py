"""`{% load edition %}` on the site: the tags that the stored page is drawn with."""

from sitreps.renderers.markup import register

__all__ = ["register"]
