"""The public shapes: frozen dataclasses, one JSON form of them and its digest."""
