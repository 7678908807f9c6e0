"""Reusable parts of the window: values in, signals out; they know neither view models nor services."""
