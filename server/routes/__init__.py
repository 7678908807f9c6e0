"""The JSON interface: one file per noun, contract types in and out, every error a problem body."""
