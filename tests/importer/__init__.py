"""Tests of what reads files, and of what they become."""
