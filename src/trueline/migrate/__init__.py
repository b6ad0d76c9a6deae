"""Moving here from another generator: what an older SDK has, beside what its document and its mapping make here."""
