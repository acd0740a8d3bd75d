"""The sentences that travel with whatever is published. Under which licence is the deployment's decision."""

DISCLAIMER = "The designations used do not imply official endorsement or acceptance."
MAY_CHANGE = "Figures are provisional; a newer version may exist."
