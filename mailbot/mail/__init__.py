"""Mail as RFC text, without any I/O: bytes in, frozen values out, and back again."""
