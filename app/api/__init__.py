"""The only room that knows HTTP: a typed client for everything the server offers."""
