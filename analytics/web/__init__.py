"""Pages of figures: the office's, the ministry's, and the national front page."""
