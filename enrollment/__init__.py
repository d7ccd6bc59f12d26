"""Learners, cohorts, assignments, progress, attempts, certificates (PROVINCIAL)."""
