"""The reader's own templates in Jinja2, rendered in a confined process of their own."""
