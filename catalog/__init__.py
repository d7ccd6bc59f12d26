"""The desk: courses being written, and the editions learners read (BOTH)."""
