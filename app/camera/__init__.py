"""The camera as a small library with states: it knows nothing of windows and dialogs."""
