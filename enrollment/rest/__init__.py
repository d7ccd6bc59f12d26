"""The API of learning, version 1: the same actions as the pages."""
