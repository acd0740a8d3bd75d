"""Every screen of the desk: importing this module registers them at the site."""

from sitreps.admin import accounts, audit, editions, incidents, places, series, sources

__all__ = ["accounts", "audit", "editions", "incidents", "places", "series", "sources"]
