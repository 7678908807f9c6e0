"""What is kept: tables, migrations, the engine, and the one way a transaction is begun and written down."""
