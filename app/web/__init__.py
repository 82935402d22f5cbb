"""What a browser sees: pages for people, JSON for programs."""
