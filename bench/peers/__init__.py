"""The usual way of such an API, well written: tables per noun, ModelSerializers, prefetch, page numbers."""
