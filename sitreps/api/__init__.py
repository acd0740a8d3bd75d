"""The partners' REST API, version 1: the published record and nothing else (the contract: api.md)."""
