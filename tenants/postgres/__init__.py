"""The database engine of the walls: the block is the transaction (decision 0001)."""
