"""The rules: accounts, contacts, messages, money, review and events; nothing here knows HTTP."""
