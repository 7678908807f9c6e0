"""The backend: accounts, messages, money, review and events behind a JSON interface and two small sets of pages."""
