"""What should this flat cost?: generated from house_rents.ipynb."""
