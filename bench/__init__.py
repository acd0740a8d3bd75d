"""Side by side: what the product does, and what a well-written usual way does with the same data (performance.md).

    scenes -> templates -> record   a published record of any size, through the product's own builders
    peers                           the usual way: ModelSerializer, prefetch, page numbers
    news                            a day of news on top of a record, and the draft of its edition
    cases                           what is measured, one question a file:
      pages, depth                  the API's list and detail against the usual way; size, depth, past moments
      desk                          the desk's list and form at a million incidents against a thousand
      compiling                     an edition of 400 incidents, of a country that is new and of one told of before
      drawing                       its PDF, against WeasyPrint on the same content (a developer's package; needs Pango)
      importing                     a desk log of 10,000 incidents, as drafts and published
    measure -> __main__             one database after the other; a table of ratios and results.json
    reconcile                       the pure arithmetic alone: `python -m bench.reconcile`

`make bench` runs all of it. Ratios count: both sides run interleaved in one process on one machine. A case that writes
does so in a transaction that is rolled back: the records stay as they were generated.
"""
