"""The test kit of an SDK: a server that answers from the document, factories for models, signed webhooks."""
