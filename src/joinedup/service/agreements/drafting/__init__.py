"""Writing an agreement: one question a page, saved as one goes, with what the law refuses said at once."""
