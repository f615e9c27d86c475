"""The record: what is known, kept in one database, changed by verbs inside transactions."""
