"""The review console: pages on which a facility's staff read what waits and decide on it."""
