"""Every public OpenAPI document through the whole pipeline: what finishes, what is lost, what does not compile."""
