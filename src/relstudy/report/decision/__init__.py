"""The parts of R5, each made of cells and registers: roadmap, options, effects, views of each channel, diagnosis, integration, worth."""
