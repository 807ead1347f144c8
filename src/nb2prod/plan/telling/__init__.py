"""What the plan has to tell a person about the notebook."""
