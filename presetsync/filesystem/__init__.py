"""Reading and writing files and folders of a repository without following links."""
