"""Opaque places in a list: where the next page begins, signed and bound to the query that it continues."""

from django.core.signing import BadSignature, Signer

from sitreps.documents import canonical


def write(place: tuple[str, ...], *, query: str) -> str:
    """The cursor for the page after `place`, for this query alone; `query` is any text that says what was asked."""
    return _signer(query).sign_object(list(place))


def read(cursor: str, *, query: str) -> tuple[str, ...] | None:
    """The place that a cursor stands for; None if it is forged or belongs to another query."""
    try:
        return tuple(_signer(query).unsign_object(cursor))
    except BadSignature:
        return None


def _signer(query: str) -> Signer:
    return Signer(salt=f"sitreps.api.cursor:{canonical.digest(query)}", sep=".")
