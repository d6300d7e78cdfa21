"""The trained weights that the package ships."""
