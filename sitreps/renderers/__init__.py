"""Document -> bytes: what an edition looks like. No rows are read here."""
