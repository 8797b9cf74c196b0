"""Pure mathematics on arrays: every interval, test, model and decomposition behind a figure.

Comes in: arrays without names. Goes out: arrays and small results. Inputs outside a method's domain raise StatsError.
"""
