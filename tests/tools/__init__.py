"""What developers measure and compare with. None of it is in the wheel."""
