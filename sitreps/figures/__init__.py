"""Pure arithmetic from claims to figures: no database, no clock, the same result in any order of input."""
