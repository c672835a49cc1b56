"""Personal data in what people said: proposed as a table, replaced once a person decided, by pseudonyms that stay the same."""
