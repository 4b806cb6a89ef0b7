"""Copy quality measured through the product: the Copywriter with all checks, over briefs of the dataset."""
