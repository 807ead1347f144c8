"""What the project needs to be installed, and in which versions."""
