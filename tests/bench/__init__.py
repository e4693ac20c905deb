"""How fast and how big the real thing is: `python -m tests.bench` starts it, measures, prints a table and JSON."""
