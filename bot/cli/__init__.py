"""The operator's commands: they work beside a running bot, and load nothing that they don't need."""
