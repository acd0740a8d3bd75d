"""Every screen of the desk: importing this module registers them at the site."""

from sitreps.admin import accounts, audit, discrepancies, editions, incidents, places, series, sources

__all__ = ["accounts", "audit", "discrepancies", "editions", "incidents", "places", "series", "sources"]
