"""The desk log, the JSON in which desks exchange incidents with their sources (data/desk-log.schema.json).

bytes -> reading -> schema -> entries (plain form) -> stored (beside the desk) -> references, rules -> writing
"""
