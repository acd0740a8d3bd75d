"""What is measured, one question a file: `run(database)` gives its results, on the databases of measure.py."""
