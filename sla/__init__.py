"""The regulation in code: pure law. Imports the standard library and pytz, reads no clock, does no I/O."""
