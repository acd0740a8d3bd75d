"""The desk: Django's admin in other clothes (house.md). `screens.py` registers what it shows."""
