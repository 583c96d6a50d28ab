"""The rules of admission: intakes, drafts and their signatures, amendments, the rehearsal's clock."""
