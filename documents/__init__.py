"""Files in and out: seeds read from documents, long seeds shortened, chosen texts exported, usage drawn."""
