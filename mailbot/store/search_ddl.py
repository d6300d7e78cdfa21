"""What keeps `search_words` in step with cases and mails: triggers, and an index over three-letter pieces.

Pieces instead of words, since Japanese knows no spaces and order numbers are asked for by their ends. SQLite has them
in FTS5 (tokenizer trigram, 3.34), PostgreSQL in pg_trgm; without that extension the search works and is slower.

A revision runs these statements: when they change, the new ones need new names and a new revision.
"""

from __future__ import annotations

from sqlalchemy import Connection, event, text

from mailbot.store.tables.base import metadata
from mailbot.store.tables.search import search_words

#: Tables of the full-text index that our metadata does not know.
OWN_TABLES = ("search_index",)

_WORDS = """c.reference || ' ' || c.customer_name || ' ' || c.customer_email || ' ' || c.subject || ' ' ||
 coalesce(c.order_ref, '') || ' ' || coalesce((SELECT {join}(substr(m.new_text, 1, 20000), ' ') FROM messages m
 WHERE m.conversation_id = c.id), '')"""

_FILL = """INSERT INTO search_words (conversation_id, words) SELECT c.id, {words} FROM conversations c WHERE {which}
 ON CONFLICT (conversation_id) DO UPDATE SET words = excluded.words"""

_SQLITE_FILL = _FILL.format(words=_WORDS.format(join="group_concat"), which="{which}")
_CASE = "reference, customer_name, customer_email, subject, order_ref"


def _sqlite_trigger(name: str, when: str, table: str, *bodies: str) -> str:
    return f"CREATE TRIGGER IF NOT EXISTS search_{name} AFTER {when} ON {table} BEGIN {'; '.join(bodies)}; END"


_ADD = "INSERT INTO search_index (rowid, words) VALUES (new.number, new.words)"
_DROP = "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.number, old.words)"

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(words, content='search_words', content_rowid='number', "
    "tokenize='trigram')",
    _sqlite_trigger("words_added", "INSERT", "search_words", _ADD),
    _sqlite_trigger("words_gone", "DELETE", "search_words", _DROP),
    _sqlite_trigger("words_changed", "UPDATE", "search_words", _DROP, _ADD),
    _sqlite_trigger("case_added", "INSERT", "conversations", _SQLITE_FILL.format(which="c.id = new.id")),
    _sqlite_trigger("case_changed", f"UPDATE OF {_CASE}", "conversations", _SQLITE_FILL.format(which="c.id = new.id")),
    _sqlite_trigger("case_gone", "DELETE", "conversations", "DELETE FROM search_words WHERE conversation_id = old.id"),
    _sqlite_trigger("mail_added", "INSERT", "messages", _SQLITE_FILL.format(which="c.id = new.conversation_id")),
    _sqlite_trigger(
        "mail_changed",
        "UPDATE OF new_text, conversation_id",
        "messages",
        _SQLITE_FILL.format(which="c.id IN (new.conversation_id, old.conversation_id)"),
    ),
    _sqlite_trigger("mail_gone", "DELETE", "messages", _SQLITE_FILL.format(which="c.id = old.conversation_id")),
    _SQLITE_FILL.format(which="true"),
)

_POSTGRES_FILL = _FILL.format(words=_WORDS.format(join="string_agg"), which="{which}")


def _postgres_trigger(name: str, when: str, table: str, function: str) -> str:
    return f"CREATE OR REPLACE TRIGGER search_{name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


POSTGRES = (
    # The owner of a database may create this extension (it is trusted); elsewhere an administrator has to.
    "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; EXCEPTION WHEN OTHERS THEN NULL; END $$",
    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN "
    "CREATE INDEX IF NOT EXISTS search_pieces ON search_words USING gin (words gin_trgm_ops); END IF; END $$",
    f"""CREATE OR REPLACE FUNCTION search_of_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
 IF TG_OP = 'DELETE' THEN DELETE FROM search_words WHERE conversation_id = OLD.id; RETURN NULL; END IF;
 {_POSTGRES_FILL.format(which="c.id = NEW.id")}; RETURN NULL; END $$""",  # noqa: S608
    f"""CREATE OR REPLACE FUNCTION search_of_mail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
 IF TG_OP <> 'DELETE' THEN {_POSTGRES_FILL.format(which="c.id = NEW.conversation_id")}; END IF;
 IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.conversation_id <> NEW.conversation_id) THEN
 {_POSTGRES_FILL.format(which="c.id = OLD.conversation_id")}; END IF; RETURN NULL; END $$""",
    _postgres_trigger("case", f"INSERT OR DELETE OR UPDATE OF {_CASE}", "conversations", "search_of_case"),
    _postgres_trigger("mail", "INSERT OR DELETE OR UPDATE OF new_text, conversation_id", "messages", "search_of_mail"),
    _POSTGRES_FILL.format(which="true"),
)


# -- a case is indexed with its first mail, and anew only when its words change (revision 0011) ----------------------

_REWORDED = " OR ".join(
    f"{{old}}.{name} {{differs}} {{new}}.{name}" for name in ("reference", "customer_name", "customer_email", "subject")
)
# An order's number stands in the customer's own words, as a rule: then it is found already.
_ORDER = (
    "{old}.order_ref {differs} {new}.order_ref AND NOT EXISTS (SELECT 1 FROM search_words w WHERE "
    "w.conversation_id = {new}.id AND {find}(lower(w.words), lower({new}.order_ref)) > 0)"
)


def _changed(**names: str) -> str:
    return f"({_REWORDED} OR ({_ORDER}))".format(**names)


_SQLITE_CHANGED = _changed(old="old", new="new", differs="IS NOT", find="instr")
_POSTGRES_CHANGED = _changed(old="OLD", new="NEW", differs="IS DISTINCT FROM", find="strpos")

SQLITE_SPARING = (
    "DROP TRIGGER IF EXISTS search_case_added",
    "DROP TRIGGER IF EXISTS search_case_changed",
    f"CREATE TRIGGER IF NOT EXISTS search_case_reworded AFTER UPDATE OF {_CASE} ON conversations WHEN {_SQLITE_CHANGED} "
    f"BEGIN {_SQLITE_FILL.format(which='c.id = new.id')}; END",
)
POSTGRES_SPARING = (
    f"""CREATE OR REPLACE FUNCTION search_of_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
 IF TG_OP = 'DELETE' THEN DELETE FROM search_words WHERE conversation_id = OLD.id; RETURN NULL; END IF;
 IF TG_OP = 'UPDATE' AND NOT {_POSTGRES_CHANGED} THEN RETURN NULL; END IF;
 {_POSTGRES_FILL.format(which="c.id = NEW.id")}; RETURN NULL; END $$""",  # noqa: S608
    f"CREATE OR REPLACE TRIGGER search_case AFTER DELETE OR UPDATE OF {_CASE} ON conversations FOR EACH ROW "
    "EXECUTE FUNCTION search_of_case()",
)


def install(connection: Connection) -> None:
    """Create what is missing and take in every case; harmless when all is there."""
    _run(connection, SQLITE if connection.dialect.name == "sqlite" else POSTGRES)


def spare(connection: Connection) -> None:
    """Have the triggers do no more than they must."""
    _run(connection, SQLITE_SPARING if connection.dialect.name == "sqlite" else POSTGRES_SPARING)


def _run(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.execute(text(statement.replace(":", "\\:")))


def is_ours(name: str | None) -> bool:
    """Tell whether a table or index of the database is the search's own, for tools that compare schemas."""
    return bool(name) and str(name).startswith(("search_index", "search_pieces"))


@event.listens_for(metadata, "after_create")
def _with_tables(target: object, connection: Connection, **_: object) -> None:
    """Install with `metadata.create_all`, once all three tables are there."""
    present = connection.dialect.get_table_names(connection)
    if search_words.name in present and "messages" in present:
        install(connection)
        spare(connection)
