"""The API of the library, version 1: the same questions and actions as the pages."""
