"""The sentences that travel with whatever is published. Under which licence is the deployment's decision."""

from sitreps.documents.wording import ENGLISH

DISCLAIMER = ENGLISH("footer.disclaimer")
MAY_CHANGE = "Figures are provisional; a newer version may exist."
