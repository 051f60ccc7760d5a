"""The live price: one small raw-ASGI process, one database listener, any number of readers."""
