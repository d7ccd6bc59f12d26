"""Provinces and the walls between them."""
