"""One module for each command: a function ``run`` that does the work and returns the exit code."""
