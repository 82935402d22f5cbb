"""Tests of what brings files into the library."""
