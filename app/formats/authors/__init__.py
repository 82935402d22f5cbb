"""Authors of a work: the names in one line, each as `First Last`."""
