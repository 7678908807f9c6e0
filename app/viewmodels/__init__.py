"""What the screens know and can do, in QtCore only: state as properties, commands as methods, changes as signals."""
