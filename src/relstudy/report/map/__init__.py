"""The map of expectations: what it shows, where everything stands, what is said round it."""
