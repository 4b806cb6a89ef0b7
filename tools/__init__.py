"""What developers run by hand: set-up, pictures, planted defects."""
