"""The steps of the method: one module per step, one verb, one frozen result, and its cells beside it."""
