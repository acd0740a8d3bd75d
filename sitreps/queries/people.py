"""What colleagues are called. Rows of history name them by username, so that they stay when an account goes."""

from functools import cached_property

from sitreps.models.accounts import User


class Names:
    """The names of the desk's people, for one page. Every account is read, once, when the first name is asked for."""

    def called(self, username: str) -> str:
        """As every line of the desk calls them; the username itself where nobody has it any more."""
        return self._names.get(username, username)

    @cached_property
    def _names(self) -> dict[str, str]:
        people = User.objects.only("username", "first_name", "last_name")
        return {one.username: str(one) for one in people}
