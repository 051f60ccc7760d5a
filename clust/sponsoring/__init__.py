"""Members who bring friends: whom we owe a credit for it, and when it is taken back."""
