"""What is asked and planned: items, expressions, registers, the study plan, and their reading."""
