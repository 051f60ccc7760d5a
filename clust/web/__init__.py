"""One site per audience; views read rows and call one action."""
