"""Small functions from syntax to syntax; each file does one thing and knows nothing of plans."""
