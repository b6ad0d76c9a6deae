"""The canonical document: what Trueline understood of a document, as an ordinary OpenAPI document for any tool."""
