"""Makes the data of the three examples: invented, seeded, the same bytes on every run.

usage: python make_data.py      (needs numpy and pandas)
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent


def write(frame: pd.DataFrame, *parts: str) -> None:
    """Save as CSV below this folder, with the same line ends on every system."""
    target = HERE.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(target, index=False, lineterminator="\n")


def with_gaps(values: np.ndarray, share: float, rng: np.random.Generator) -> pd.Series:
    """The values with a share of them missing, as somebody forgot to type them in."""
    return pd.Series(values).mask(rng.random(len(values)) < share)


def bike_rentals(rng: np.random.Generator, rows: int = 1400) -> pd.DataFrame:
    """One row per rental; `returned_late` follows from plan, weather and the rider's past."""
    start = pd.Timestamp("2023-04-01") + pd.to_timedelta(rng.integers(0, 183 * 24 * 4, rows) * 15, unit="min")
    bike = rng.choice(["city", "e-bike", "cargo", "tandem"], rows, p=[0.5, 0.3, 0.14, 0.06])
    membership = rng.choice(["none", "monthly", "yearly"], rows, p=[0.45, 0.3, 0.25])
    weather = rng.choice(["dry", "cloudy", "rain", "storm"], rows, p=[0.45, 0.3, 0.2, 0.05])
    planned = rng.choice([30, 45, 60, 90, 120, 180, 240], rows, p=[0.2, 0.12, 0.25, 0.15, 0.14, 0.09, 0.05])
    before = rng.poisson(4, rows)
    late_before = rng.binomial(before, rng.beta(1.2, 5, rows))
    price = planned / 60 * pd.Series(bike).map({"city": 3, "e-bike": 5.5, "cargo": 7, "tandem": 6}).to_numpy()
    wet, casual = np.isin(weather, ["rain", "storm"]), membership == "none"
    score = (
        -3.6
        + 0.008 * planned
        + 5.5 * late_before / (before + 1)
        + 1.5 * wet * (planned >= 60)
        + 1.2 * casual * (start.day_of_week >= 5)
        - 0.9 * (membership == "yearly")
        + 0.8 * (bike == "tandem")
    )
    late = rng.random(rows) < 1 / (1 + np.exp(-score))
    frame = pd.DataFrame(
        {
            "rental_id": [f"R{n:05d}" for n in range(1, rows + 1)],
            "start_time": start.strftime("%Y-%m-%d %H:%M"),
            "station": rng.choice(["Harbour", "Old Town", "Station", "University", "Zoo"], rows),
            "bike_type": bike,
            "membership": membership,
            "rider_age": with_gaps(rng.normal(36, 12, rows).clip(16, 82).round(), 0.08, rng),
            "planned_minutes": planned,
            "price": price.round(2),
            "weather": weather,
            "temperature": with_gaps((rng.normal(17, 6, rows) - 4 * wet).round(1), 0.05, rng),
            "earlier_rentals": before,
            "earlier_late": late_before,
            "helmet": rng.choice(["Yes", "No"], rows, p=[0.35, 0.65]),
            "returned_late": np.where(late, "Yes", "No"),
        }
    )
    twice = frame.iloc[rng.choice(rows, 12, replace=False)]
    return pd.concat([frame, twice], ignore_index=True)


def rents(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    """One row per flat with its monthly rent."""
    district = rng.choice(["Centre", "North", "Riverside", "South", "West End"], rows, p=[0.2, 0.25, 0.15, 0.25, 0.15])
    area = rng.gamma(9, 8, rows).clip(18, 220).round()
    rooms = (area / 26 + rng.normal(0, 0.6, rows)).round().clip(1, 7)
    built = rng.integers(1900, 2023, rows)
    balcony = rng.choice(["yes", "no"], rows, p=[0.6, 0.4])
    heating = rng.choice(["gas", "district", "heat pump"], rows, p=[0.55, 0.3, 0.15])
    distance = rng.gamma(2, 1.6, rows).round(2)
    level = pd.Series(district).map(
        {"Centre": 0.22, "North": -0.05, "Riverside": 0.15, "South": -0.12, "West End": 0.08}
    )
    rent = np.exp(
        3.55
        + 0.84 * np.log(area)
        + level.to_numpy()
        - 0.025 * distance
        + 0.05 * (balcony == "yes")
        + 0.07 * (heating == "heat pump")
        + 0.0000135 * (built - 1950) ** 2
        + rng.normal(0, 0.09, rows)
    )
    return pd.DataFrame(
        {
            "flat_id": range(1, rows + 1),
            "district": district,
            "area_m2": area,
            "rooms": rooms.astype(int),
            "floor": rng.integers(0, 9, rows),
            "built": with_gaps(built.astype(float), 0.07, rng),
            "heating": heating,
            "balcony": balcony,
            "distance_km": with_gaps(distance, 0.04, rng),
            "listed": (pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, rows), unit="D")).strftime(
                "%d.%m.%Y"
            ),
            "rent": rent.round(-1),
        }
    )


def meter_readings(rng: np.random.Generator, start: str, end: str) -> pd.DataFrame:
    """Consumption of four sites every three hours, with the faults of real meters."""
    times = pd.date_range(start, end, freq="3h", inclusive="left")
    parts = []
    for site, base in (("depot", 42.0), ("museum", 27.0), ("office", 18.0), ("pool", 66.0)):
        open_hours = times.hour.isin([9, 12, 15])
        winter = np.cos((times.day_of_year - 15) / 365 * 2 * np.pi)
        kwh = base * (1 + 0.5 * open_hours + 0.35 * winter + rng.normal(0, 0.08, len(times)))
        part = pd.DataFrame({"time": times.strftime("%Y-%m-%d %H:%M"), "site": site, "kwh": kwh.round(2)})
        part["kwh"] = part["kwh"].mask(rng.random(len(part)) < 0.02)
        part.loc[rng.random(len(part)) < 0.006, "kwh"] = -1.0  # what the meter sends when it is being serviced
        parts.append(part)
    frame = pd.concat(parts).sort_values(["time", "site"])
    return pd.concat([frame, frame.iloc[:: len(frame) // 6]], ignore_index=True)


def daily_weather(rng: np.random.Generator) -> pd.DataFrame:
    """Mean temperature of each day of the year."""
    days = pd.date_range("2023-01-01", "2023-12-31")
    mean = 10.5 - 9.5 * np.cos((days.day_of_year - 20) / 365 * 2 * np.pi) + rng.normal(0, 2.5, len(days))
    return pd.DataFrame({"date": days.strftime("%Y-%m-%d"), "mean_temperature": mean.round(1)})


def main() -> None:
    """Write every file; each has a seed of its own, so that changing one leaves the others as they are."""
    write(bike_rentals(np.random.default_rng(11)), "bike_returns", "data", "rentals.csv")

    write(rents(np.random.default_rng(22), 1000), "house_rents", "data", "train.csv")
    unknown = rents(np.random.default_rng(23), 240).drop(columns="rent")
    unknown["flat_id"] += 5000
    write(unknown, "house_rents", "data", "score.csv")

    quarters = pd.date_range("2023-01-01", "2024-01-01", freq="QS").strftime("%Y-%m-%d")
    for number, (start, end) in enumerate(pairwise(quarters), 1):
        readings = meter_readings(np.random.default_rng(30 + number), start, end)
        write(readings, "energy_report", "data", f"readings_2023_q{number}.csv")
    write(daily_weather(np.random.default_rng(35)), "energy_report", "data", "weather.csv")
    sites = pd.DataFrame(
        {
            "site": ["depot", "museum", "office", "pool"],
            "name": ["Tram depot", "City museum", "Town hall annex", "Indoor pool"],
            "area_m2": [5200, 3100, 2400, 3900],
            "tariff": ["night", "flat", "flat", "night"],
        }
    )
    write(sites, "energy_report", "data", "sites.csv")


if __name__ == "__main__":
    main()
