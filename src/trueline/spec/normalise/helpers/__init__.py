"""What several passes use, or one hands off.

The loaded document (*source*, *copying*, *messages*, *written*), its tree and graph (*walk*, *contexts*), components
and their names (*components*, *mapping*, *naming*, *type_names*), and words of HTTP (*schemes*, *tokens*).
"""
