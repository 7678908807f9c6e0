"""Use cases of the client: blocking, without Qt; ids and values in, values out."""
