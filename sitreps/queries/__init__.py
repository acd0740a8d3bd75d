"""Reading: the desk's working copies (desk.py) and the published record (published.py)."""
