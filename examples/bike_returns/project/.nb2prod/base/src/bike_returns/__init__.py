"""Which bikes come back late?: generated from bike_returns.ipynb."""
