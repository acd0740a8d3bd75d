"""Where public things are found: paths without a host, and whole addresses beside an edition's own.

They are printed in documents: none of them may ever change.
"""

API = "/api/v1"
EDITIONS = "/editions/"


def figure_path(ref: str, measure: str) -> str:
    """The page that tells how a figure was reached."""
    return f"/incidents/{ref}/{measure}/"


def figure_address(permalink: str, ref: str, measure: str, language: str = "en") -> str:
    """The same in a language as a whole address, on the site of an edition's permalink; empty where it has none."""
    home, found, _ = permalink.partition(EDITIONS)
    return f"{home}{figure_path(ref, measure)}{in_language(language)}" if found else ""


def in_language(language: str) -> str:
    """What a path of the site ends in where its page is asked for in another language than English."""
    return "" if language == "en" else f"?lang={language}"


def revision_href(ref: str, number: int) -> str:
    """The path of one revision in the API."""
    return f"{API}/incidents/{ref}/revisions/{number}/"
