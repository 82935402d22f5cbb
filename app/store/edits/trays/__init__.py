"""The reader's trays: what he does with them, and the order of what lies in them."""
