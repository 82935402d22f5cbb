"""One module for each family of exporters and templates."""
