"""What crosses the wire between client and server: types, routes, problems and limits, used by both sides."""
