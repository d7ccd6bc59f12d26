"""Reading, answering, progress: what learners and guests do."""
