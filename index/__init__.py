"""From documents to an index on disk: passages, vectors and terms."""
