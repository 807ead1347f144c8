"""Functions and classes of bike_returns.ipynb."""


def part_of_day(hour):
    """Morning, afternoon, evening or night."""
    if 6 <= hour < 12:
        return "morning"
    if 12 <= hour < 18:
        return "afternoon"
    if 18 <= hour < 23:
        return "evening"
    return "night"
