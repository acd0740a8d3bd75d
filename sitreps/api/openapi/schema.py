"""How drf-spectacular builds the description: it knows the addresses, the house knows what they answer."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry

from sitreps.api.openapi import codes, components, parameters
from sitreps.api.openapi.operations import Operation, operations, responses


class RecordSchema(AutoSchema):
    """The description of one view, from its entry among the operations."""

    def is_excluded(self) -> bool:
        """Only what has a name of its own: the catch-all below the API answers nothing."""
        return self.path_regex.endswith("api/")

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        """One GET; LookupError for a view that nobody described."""
        self.path_regex = path_regex
        if self.is_excluded():
            return None
        kind = type(self.view)
        found: Operation | None = operations().get(kind)
        if found is None:
            raise LookupError(f"{kind.__name__} has no entry in sitreps/api/openapi/operations.py.")
        varying = [part.split("}")[0] for part in path.split("{")[1:]]
        said = {
            "operationId": found.id,
            "tags": [found.tag],
            "summary": found.summary,
            "description": found.description,
            "parameters": [*parameters.path(varying), *parameters.query(found.query, found.several)],
            "responses": responses(found),
        }
        return {name: value for name, value in said.items() if value}


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Put the shapes in, and the version of the words."""
    result["components"] = {"schemas": components.schemas()}
    result["info"]["x-vocabulary-version"] = codes.version()
    return result
