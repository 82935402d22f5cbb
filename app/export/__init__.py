"""What leaves the library in other forms, for people and for other programs."""
