"""Run the workflow of energy_report.ipynb.

python -m energy_report.run --config config.yaml --artifacts artifacts
"""

import glob
import json
import logging
import os
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Optional

import pandas as pd
import typer

from energy_report.command import (
    launch,
    load_config,
    number,
    stop,
    stop_at_missing_data,
)
from energy_report.config import Config
from energy_report.metrics import write_metrics
from energy_report.result_tables import write_tables
from energy_report.run_summary import sum_up
from energy_report.tariffs import euros, price_per_kwh

logger = logging.getLogger(__name__)


class Results(NamedTuple):
    """What a run hands on."""

    metrics: dict[str, Any]
    results: dict[str, Any]


def set_up(OUTPUT_DIR: str) -> None:
    """Create folders (cell 5)."""
    os.makedirs(OUTPUT_DIR, exist_ok=True)


def collect_quarters(DATA_DIR: str, YEAR: int) -> Any:
    """Collect the quarters: read quarter from CSV, derive source and combine tables (cell 7)."""
    frames = []
    for path in sorted(glob.glob(f"{DATA_DIR}/readings_{YEAR}_q*.csv")):
        quarter = pd.read_csv(path, parse_dates=["time"])
        quarter["source"] = os.path.basename(path)
        logger.info("path %s, length of quarter %s", path, len(quarter))
        frames.append(quarter)
    readings = pd.concat(frames, ignore_index=True)
    return readings


def log_kwh_by_source(readings: Any) -> Any:
    """Log kwh_by_source (cell 8)."""
    kwh_by_source = readings.groupby("source")["kwh"].agg(
        ["count", "mean", "min", "max"]
    )
    logger.info("kwh_by_source:\n%s", kwh_by_source)
    return kwh_by_source


def load_sites(DATA_DIR: str, sites_file: str) -> pd.DataFrame:
    """Read sites from CSV (cell 9)."""
    return pd.read_csv(os.path.join(DATA_DIR, sites_file))


def load_weather(DATA_DIR: str, weather_file: str) -> pd.DataFrame:
    """Read weather from CSV (cell 9)."""
    return pd.read_csv(os.path.join(DATA_DIR, weather_file), parse_dates=["date"])


def clean_readings(readings: Any, MAX_GAP: float) -> tuple[Any, int, int]:
    """Clean the readings: drop duplicates; transform kwh; derive kwh; compute
    n_duplicates and n_missing (cells 11, 12).
    """
    rows_before = len(readings)
    readings = readings.drop_duplicates(subset=["time", "site"]).sort_values(
        ["site", "time"]
    )
    n_duplicates = rows_before - len(readings)
    readings["kwh"] = readings["kwh"].mask(readings["kwh"] < 0)
    n_missing = int(readings["kwh"].isna().sum())
    logger.info("%s duplicates, %s missing readings", n_duplicates, n_missing)
    readings["kwh"] = readings.groupby("site")["kwh"].transform(
        lambda s: s.interpolate(limit=MAX_GAP)
    )
    still_missing = int(readings["kwh"].isna().sum())
    assert still_missing < 10, "too many gaps, check the meters"
    return readings, n_duplicates, n_missing


def merge_tables_and_derive_columns(
    readings: Any, sites: pd.DataFrame
) -> tuple[Any, Any, Any]:
    """Merge readings with sites; derive hour, price and cost; compute total_kwh and
    total_cost (cells 15, 16, "Costs").
    """
    readings = readings.merge(sites, on="site", how="left", validate="many_to_one")
    readings["hour"] = readings["time"].dt.hour
    readings["price"] = [
        price_per_kwh(t, h) for t, h in zip(readings["tariff"], readings["hour"])
    ]
    readings["cost"] = readings["kwh"] * readings["price"]
    total_kwh = readings["kwh"].sum()
    total_cost = readings["cost"].sum()
    logger.info("Total consumption: %s kWh", round(total_kwh))
    logger.info("Total cost: %s", euros(total_cost))
    return readings, total_kwh, total_cost


def compute_monthly_by_site_and_worst(
    readings: pd.DataFrame, total_cost: Any
) -> tuple[pd.DataFrame, Any, Any]:
    """Derive month, kwh_per_m2 and share; aggregate data; compute worst (cells 18, 20,
    21, "By site and month").
    """
    readings["month"] = readings["time"].dt.to_period("M").astype(str)
    monthly = readings.pivot_table(
        index="month",
        columns="name",
        values="kwh",
        aggfunc="sum",
        margins=True,
        margins_name="all",
    ).round(1)
    by_site = readings.groupby("name").agg(
        kwh=("kwh", "sum"),
        cost=("cost", "sum"),
        peak=("kwh", "max"),
        area=("area_m2", "first"),
    )
    by_site["kwh_per_m2"] = by_site["kwh"] / by_site["area"]
    by_site["share"] = by_site["cost"] / total_cost
    by_site = by_site.sort_values("kwh_per_m2", ascending=False).round(3)
    logger.info("by_site:\n%s", by_site)
    worst = by_site.index[0]
    logger.info(
        "Most energy per square metre: %s (%.1f kWh)",
        worst,
        by_site.loc[worst, "kwh_per_m2"],
    )
    for name, row in by_site.iterrows():
        logger.info(f"  {name:<16} {euros(row['cost']):>16}  {row['share']:.0%}")
    return monthly, by_site, worst


def compute_correlations(
    readings: pd.DataFrame, weather: pd.DataFrame, BASE_TEMPERATURE: float
) -> Any:
    """Aggregate by site; derive all_sites and heating_degrees; merge tables; compute
    correlation (cells 23, 24, "Does the weather explain it?").
    """
    daily = (
        readings.set_index("time")
        .groupby("site")["kwh"]
        .resample("D")
        .sum()
        .unstack("site")
    )
    daily["all_sites"] = daily.sum(axis=1)
    weather["heating_degrees"] = (BASE_TEMPERATURE - weather["mean_temperature"]).clip(
        lower=0
    )
    daily = daily.join(weather.set_index("date"))
    correlation = daily["all_sites"].corr(daily["heating_degrees"])
    logger.info("correlation with heating degrees: %s", round(correlation, 3))
    return correlation


def write_results(
    monthly: pd.DataFrame,
    by_site: Any,
    total_kwh: Any,
    total_cost: Any,
    n_duplicates: int,
    n_missing: int,
    worst: Any,
    correlation: Any,
    YEAR: int,
    OUTPUT_DIR: str,
) -> None:
    """Write the results: write monthly and by_site to CSV; save summary (cells 27, 28)."""
    monthly.to_csv(f"{OUTPUT_DIR}/monthly.csv")
    by_site.to_csv(f"{OUTPUT_DIR}/by_site.csv")
    summary = {
        "year": YEAR,
        "total_kwh": round(float(total_kwh), 1),
        "total_cost": round(float(total_cost), 2),
        "duplicates": n_duplicates,
        "missing_readings": n_missing,
        "worst_site": worst,
        "heating_correlation": round(float(correlation), 3),
    }
    with open(f"{OUTPUT_DIR}/summary.json", "w") as file:
        json.dump(summary, file, indent=2)
    logger.info("dumps of summary:\n%s", json.dumps(summary, indent=2))


def run(
    config: Config,
    sites: Optional[pd.DataFrame] = None,
    weather: Optional[pd.DataFrame] = None,
) -> Results:
    """Run the whole workflow; variables keep their notebook names.

    Args:
        config: the parameters.
        sites: data at hand; if given, it is copied, and `load_sites` is not called.
        weather: data at hand; if given, it is copied, and `load_weather` is not called.
    """
    set_up(config.OUTPUT_DIR)
    readings = collect_quarters(config.DATA_DIR, config.YEAR)
    kwh_by_source = log_kwh_by_source(readings)
    sites = (
        load_sites(config.DATA_DIR, config.sites_file)
        if sites is None
        else sites.copy()
    )
    weather = (
        load_weather(config.DATA_DIR, config.weather_file)
        if weather is None
        else weather.copy()
    )
    readings, n_duplicates, n_missing = clean_readings(readings, config.MAX_GAP)
    readings, total_kwh, total_cost = merge_tables_and_derive_columns(readings, sites)
    monthly, by_site, worst = compute_monthly_by_site_and_worst(readings, total_cost)
    correlation = compute_correlations(readings, weather, config.BASE_TEMPERATURE)
    write_results(
        monthly,
        by_site,
        total_kwh,
        total_cost,
        n_duplicates,
        n_missing,
        worst,
        correlation,
        config.YEAR,
        config.OUTPUT_DIR,
    )
    return Results(
        metrics={}, results={"by_site": by_site, "kwh_by_source": kwh_by_source}
    )


def main(
    config: Annotated[
        Optional[Path], typer.Option(help="YAML file with parameters.")
    ] = None,
    artifacts_dir: Annotated[
        Path, typer.Option("--artifacts", help="Where metrics.json and tables go.")
    ] = Path("artifacts"),
    DATA_DIR: Annotated[
        Optional[str], typer.Option("--DATA-DIR", help="Folder in the paths of files.")
    ] = None,
    YEAR: Annotated[
        Optional[int], typer.Option("--YEAR", help="A part of the names of files.")
    ] = None,
    OUTPUT_DIR: Annotated[
        Optional[str],
        typer.Option("--OUTPUT-DIR", help="Folder in the paths of files."),
    ] = None,
    BASE_TEMPERATURE: Annotated[
        Optional[float],
        typer.Option(
            "--BASE-TEMPERATURE", help="heating starts below this (degrees C)"
        ),
    ] = None,
    MAX_GAP: Annotated[
        Optional[float],
        typer.Option(
            "--MAX-GAP",
            parser=number,
            metavar="NUMBER",
            help="fill at most this many missing readings in a row",
        ),
    ] = None,
    sites_file: Annotated[
        Optional[str], typer.Option(help="Name of the file that sites is read from.")
    ] = None,
    weather_file: Annotated[
        Optional[str], typer.Option(help="Name of the file that weather is read from.")
    ] = None,
) -> None:
    """Run the workflow of the notebook."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", force=True)
    settings = load_config(
        config,
        DATA_DIR=DATA_DIR,
        YEAR=YEAR,
        OUTPUT_DIR=OUTPUT_DIR,
        BASE_TEMPERATURE=BASE_TEMPERATURE,
        MAX_GAP=MAX_GAP,
        sites_file=sites_file,
        weather_file=weather_file,
    )
    try:
        result = run(settings)
    except OSError as problem:
        stop_at_missing_data(problem, settings)
        raise
    write_metrics(artifacts_dir, result.metrics)
    try:
        write_tables(artifacts_dir / "results", result.results)
    except OSError as problem:
        stop(problem)
    sum_up(artifacts_dir, result.metrics, [settings.OUTPUT_DIR])


if __name__ == "__main__":
    launch(main)
