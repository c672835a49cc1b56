"""Outputs: the files a client keeps, each one entry of `order.OUTPUTS`: what it needs, how it is made, how it is checked."""
