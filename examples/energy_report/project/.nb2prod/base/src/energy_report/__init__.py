"""Energy report for the city's buildings: generated from energy_report.ipynb."""
