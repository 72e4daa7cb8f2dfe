"""What a course needs at a term's beginning and at its end, and now and then between: the commands of these names."""
