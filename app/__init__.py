"""The desktop client with which families write to someone who is incarcerated."""
