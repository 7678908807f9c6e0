"""One screen or dialog per file: layout and wiring between widgets and view models."""
