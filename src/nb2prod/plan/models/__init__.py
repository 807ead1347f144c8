"""Which fitted object is the model, what training hands on, and what can be asked of it."""
