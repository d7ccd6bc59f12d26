"""Pages of a province’s academy: learners, office, supervisors."""
