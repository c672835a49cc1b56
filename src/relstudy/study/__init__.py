"""A study as a computation: the declared order of the method, what a step needs, and what it gives."""
