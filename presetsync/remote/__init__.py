"""Reading the server politely: session, throttle, versions, refresh."""
