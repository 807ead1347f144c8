"""What truly tells several places apart that would get one name or one sentence."""
