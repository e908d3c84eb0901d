"""All preset files of a repository: found, read, checked and cached."""
