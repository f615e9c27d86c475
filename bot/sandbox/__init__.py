"""A Telegram on your own machine: the demo, and the test bench.

Imports none of our other packages, so that one author's error can't hide on both sides of the wire.
"""
