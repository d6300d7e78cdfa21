"""The callback: nouns, rules and adapters of the telephone side."""
