"""Pages that draw what is tied to what: of the whole library, round a name, on other pages."""
