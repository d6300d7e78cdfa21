"""Ports made real with libraries and servers: IMAP, SMTP, OAuth2, templates, the trained reader, the clock."""
