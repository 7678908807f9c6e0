"""Dialogs shown inside the main window, never as a second window."""
