"""Dated, compressed copies of the library: made while it is in use, listed, and thinned out."""
