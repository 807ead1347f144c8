"""Numbers that measure the model: which they are, whose, and under which key they stand."""
