"""Proving the record: every row of it compared with what the others say that it must be (vocabulary.md, Revision).

    chain      the audit log, by its hashes
    numbers    the record in the order of its numbers: revisions, issues, changes, outbox and audit rows, none missing
    contents   a revision's digest and public JSON, computed anew from its frozen inputs
    editions   an issue's digest, columns and entries, from its snapshot
    beside     the rows beside a revision, and the projection of the newest, from the record

Each part reads its rows in order and in small numbers, so that memory does not grow with the record. A fault is named
once, at the row that is wrong: what rests on it is not judged.
"""
