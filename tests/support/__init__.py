"""What several folders of tests share. None of it knows the plan: it reads documents and calls generated code."""
