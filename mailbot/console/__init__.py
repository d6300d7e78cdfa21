"""The console: the page where agents and managers spend their day, rendered on the server."""
