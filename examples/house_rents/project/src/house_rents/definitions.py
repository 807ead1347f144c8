"""Functions, classes and fixed values of house_rents.ipynb."""

import numpy as np
import pandas as pd


def add_features(frame, fill):
    """Fill the gaps and add age, size per room, the month of the advert and a flag for the ground floor."""
    out = frame.copy()
    out["built"] = out["built"].fillna(fill["built"])
    out["distance_km"] = out["distance_km"].fillna(fill["distance_km"])
    out["age"] = 2024 - out["built"]
    out["m2_per_room"] = out["area_m2"] / out["rooms"]
    out["log_area"] = np.log(out["area_m2"])
    out["month"] = pd.to_datetime(out["listed"], format="%d.%m.%Y").dt.month
    out["ground_floor"] = (out["floor"] == 0).astype(int)
    out["balcony"] = out["balcony"].map({"yes": 1, "no": 0})
    return out


numeric = [
    "log_area",
    "rooms",
    "floor",
    "age",
    "distance_km",
    "m2_per_room",
    "month",
    "ground_floor",
    "balcony",
]
categorical = ["district", "heating"]
features = numeric + categorical
