"""What leaves the library in other forms.

All of it as files, works as they are cited, and drafts.
"""
