"""Alembic's folder: how to run, and one file per step of the tables' history."""
