"""Where the kept statements are cut into steps, and what each step takes and gives."""
