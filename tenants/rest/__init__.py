"""What every JSON door shares."""
