"""The public pages: the newest edition, the archive, each edition and each incident, without a login and a script."""
