"""Under which terms the record may be used, and the sentences that travel with it."""

LICENCE = "CC BY 4.0"
DISCLAIMER = "The designations used do not imply official endorsement or acceptance."
MAY_CHANGE = "Figures are provisional; a newer version may exist."
