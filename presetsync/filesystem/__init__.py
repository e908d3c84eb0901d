"""Files and folders of a repository, read and written without following links."""
