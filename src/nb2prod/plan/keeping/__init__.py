"""What stays and what goes, statement by statement, with the reasons."""
