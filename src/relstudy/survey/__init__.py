"""What is asked and planned, in frozen types: items, expressions, registers, labels, the study plan."""
