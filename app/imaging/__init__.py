"""Pictures as pixels: opening them safely, editing them by value, and making what travels; `qt.py` alone knows Qt."""
