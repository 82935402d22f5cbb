"""What the reader does on pages: the routes that their forms post to, and the pages that tell what he did."""
