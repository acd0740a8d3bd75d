"""Every write: verbs, keyword-only, with `by=` and `now=`, atomic, the audit row in the same transaction."""
