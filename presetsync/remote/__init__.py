"""Reading the server with throttling: session, throttle, versions, refresh."""
