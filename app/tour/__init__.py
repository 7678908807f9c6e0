"""Drives the real window against the real embedded backend, a picture per step: `python -m app --tour DIR`."""
