"""The schema's history. A revision is explicit and never changes once it has been released.

New tables or columns: change `mailbot.store.tables`, then run
`python -m mailbot.store.migrations "what changes"`, read what it wrote into `versions/`, and commit both. Old
code has to work on the new schema while nodes are upgraded one by one: add first, drop a release later.
"""
