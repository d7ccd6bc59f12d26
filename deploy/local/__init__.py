"""The local launcher behind `./run` and `./test`: PostgreSQL, broker, assets and processes of one checkout."""
