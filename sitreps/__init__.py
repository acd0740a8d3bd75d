"""The situation-report desk: claims in, figures reconciled, editions out."""

__version__ = "0.1.0"
