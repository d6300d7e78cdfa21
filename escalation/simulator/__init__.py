"""A simulated telephone network for tests and the demo: REST and spoken menus as the real provider has them.

Everything is SIMULATED. It talks to loopback addresses only, carries no sound, and knows nothing of real carriers,
prices or the accuracy of answering-machine detection.
"""
