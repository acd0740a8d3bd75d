"""The API described for machines: OpenAPI 3.1, made from the documents' own shapes (api.md)."""
