"""Writes and sends mails: their words, where they go (SMTP or a folder), and the postman between."""
