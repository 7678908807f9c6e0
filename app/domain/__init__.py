"""The client's own words: errors, values and changes, with no Qt, no network and no disk."""
