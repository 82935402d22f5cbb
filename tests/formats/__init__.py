"""Tests of what reads the bytes of one file."""
