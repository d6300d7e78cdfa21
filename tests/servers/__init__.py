"""Real servers for tests: started as children on free loopback ports, gone when the test is over."""
