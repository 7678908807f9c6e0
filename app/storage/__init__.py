"""The only room that knows disk and keyring: the encrypted database, its stores, the secrets, the profile."""
