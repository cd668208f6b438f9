"""Rules on HTTP APIs: backward compatible, versioned, thin."""
