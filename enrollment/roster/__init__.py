"""Roster files: checked, read, judged row by row, shown, then applied."""
