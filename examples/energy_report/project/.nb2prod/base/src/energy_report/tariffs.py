"""What a kilowatt-hour costs, by tariff and hour. Prices in euros, from the contract of 2023."""

PRICES = {"flat": {"day": 0.31, "night": 0.31}, "night": {"day": 0.35, "night": 0.22}}
NIGHT_HOURS = (0, 3, 21)


def price_per_kwh(tariff: str, hour: int) -> float:
    """The price that holds for this hour; readings cover the three hours that follow."""
    return PRICES[tariff]["night" if hour in NIGHT_HOURS else "day"]


def euros(amount: float) -> str:
    """An amount as people read it: 1 234.50 EUR."""
    return f"{amount:,.2f}".replace(",", " ") + " EUR"
