"""Personal data in what people said, by kind of finding: contacts, accounts, places and days, names."""
