"""Paying in by card: what a provider of payments has to do, and one that takes no real money."""
