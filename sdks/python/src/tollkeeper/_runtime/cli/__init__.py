"""The command line of an SDK: what is written once. Which commands there are, the generated tables in ``_cli`` say."""
