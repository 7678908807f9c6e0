"""The reader: pages on which residents read what was approved for them, answer, and decide on requests."""
