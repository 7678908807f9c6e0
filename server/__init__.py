"""The backend: accounts, messages, money, review and events behind a JSON interface and two small sets of pages."""

from typing import Final

VERSION: Final = "0.1.0"
