"""Side by side: what the product does, and what a well-written usual way does with the same data (performance.md).

    scenes -> templates -> record   a published record of any size, through the product's own builders
    peers                           the usual way: ModelSerializer, prefetch, page numbers
    cases                           what is measured, one question a file
    measure -> __main__             one database after the other; a table of ratios and results.json
    reconcile                       the pure arithmetic alone: `python -m bench.reconcile`

`make bench` runs all of it. Ratios count: both sides run interleaved in one process on one machine.
"""
