"""Header of a file: YAML, TOML, or plain lines."""
