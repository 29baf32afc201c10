// The tables, and how older databases become like them. A database says in user_version how many steps it has
// taken.
import type { DatabaseSync } from 'node:sqlite'
import { FolderRefusal } from '../files/data-folder.ts'

/**
 * Each step once, in order; a step that was released is never changed, what comes later is a step of its own.
 * The log is append-only and ordered by its rowid: appending touches its last page and nothing else. An index
 * by document would touch one more page for every document that is written to, which costs four times as much
 * with 200 of them; so `filed` is an index that is written behind, many rows at a time (see row-index.ts).
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE worlds (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE,
    line TEXT,
    address TEXT UNIQUE,
    title TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    binned_at INTEGER
  ) STRICT;

  CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    world INTEGER NOT NULL REFERENCES worlds ON DELETE CASCADE,
    kind TEXT NOT NULL,
    UNIQUE (world, kind)
  ) STRICT;

  CREATE TABLE members (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT
  ) STRICT;

  CREATE TABLE log (
    sequence INTEGER PRIMARY KEY,
    document INTEGER NOT NULL,
    member INTEGER NOT NULL REFERENCES members,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    updates INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;

  CREATE TABLE filed (
    document INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (document, sequence)
  ) STRICT, WITHOUT ROWID;

  -- The highest sequence that was ever given out, noted when rows are filed or deleted; and the last filed row.
  CREATE TABLE marks (key INTEGER PRIMARY KEY, highest INTEGER NOT NULL, filed INTEGER NOT NULL) STRICT;
  INSERT INTO marks VALUES (1, 0, 0);

  CREATE TABLE snapshots (
    document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    state BLOB NOT NULL
  ) STRICT;

  CREATE TABLE client_owners (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    client INTEGER NOT NULL,
    member INTEGER NOT NULL REFERENCES members,
    PRIMARY KEY (document, client)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE secrets (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE probes (key INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  `,
  `
  -- Whether there is code in a world's pages, as its scene is up to the row looked_to; null when nobody looked.
  ALTER TABLE worlds ADD COLUMN is_living INTEGER;
  ALTER TABLE worlds ADD COLUMN looked_to INTEGER NOT NULL DEFAULT 0;

  -- The last lease of a world; nobody has it when it has no holder.
  CREATE TABLE leases (
    world INTEGER PRIMARY KEY REFERENCES worlds ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    holder TEXT,
    until INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Who a member with a name is; at is the one world that may have their avatar.
  CREATE TABLE people (
    member INTEGER PRIMARY KEY REFERENCES members,
    account TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL UNIQUE,
    look TEXT NOT NULL,
    home TEXT,
    at INTEGER REFERENCES worlds ON DELETE SET NULL
  ) STRICT;
  CREATE INDEX people_at ON people (at) WHERE at IS NOT NULL;
  `,
  `
  -- Whose a world is: the id of a member; null in an open node.
  ALTER TABLE worlds ADD COLUMN owner TEXT;

  -- What the node itself keeps, as JSON: accounts, sessions, who may do what.
  CREATE TABLE records (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Documents that are gone, and of which rows of the log are left.
  CREATE TABLE dropped (document INTEGER PRIMARY KEY) STRICT;
  `,
  `
  -- Of all that a row says (see row-checksums.ts); null in rows that were written before there were any.
  ALTER TABLE log ADD COLUMN checksum INTEGER;
  ALTER TABLE snapshots ADD COLUMN checksum INTEGER;
  ALTER TABLE client_owners ADD COLUMN checksum INTEGER;
  ALTER TABLE worlds ADD COLUMN checksum INTEGER;
  ALTER TABLE members ADD COLUMN checksum INTEGER;
  ALTER TABLE people ADD COLUMN checksum INTEGER;
  ALTER TABLE records ADD COLUMN checksum INTEGER;
  ALTER TABLE secrets ADD COLUMN checksum INTEGER;

  -- What the checksums of all rows of a table come to: a page that is lost as a whole leaves no row that could tell.
  CREATE TABLE sums (name TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO sums VALUES ('records', 0), ('client_owners', 0);

  -- Which database this is, for the record beside it (see progress-file.ts).
  INSERT INTO secrets (name, bytes) VALUES ('database', randomblob(16));
  `,
  `
  -- What a row says of itself beside its member (see log-rows.ts); null where that is nothing.
  ALTER TABLE log ADD COLUMN author TEXT;
  ALTER TABLE log ADD COLUMN note TEXT;
  ALTER TABLE log ADD COLUMN written_at INTEGER;

  -- Rows that are never merged with later ones.
  CREATE TABLE pins (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (document, sequence, name),
    UNIQUE (document, name)
  ) STRICT, WITHOUT ROWID;

  -- Rows of the log in short, and states of documents. Both can be made again from the log, so they are deleted
  -- with it, some at a time (see dropped-documents.ts).
  CREATE TABLE row_summaries (
    document INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    member INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    updates INTEGER NOT NULL,
    author TEXT,
    note TEXT,
    written_at INTEGER,
    summary TEXT,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (document, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE checkpoints (
    document INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    state BLOB NOT NULL,
    UNIQUE (document, sequence)
  ) STRICT;
  `,
  `
  -- Which state of a record this is (see stored-record.ts).
  ALTER TABLE records ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

  -- A lease lasts as long as its holder is among the processes, and those are kept in memory (see lease-table.ts).
  ALTER TABLE leases DROP COLUMN until;
  `,
  `
  -- Where a row stands in the log; null: under its own sequence (see row-index.ts).
  ALTER TABLE filed ADD COLUMN place INTEGER;
  `,
  `
  -- Up to which row of a world's scene its words are those of the table; and the words of each of its things, with
  -- what it stands in. What is searched stands before what is only shown, so that the latter is not read.
  ALTER TABLE worlds ADD COLUMN words_to INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE words (
    world INTEGER NOT NULL REFERENCES worlds ON DELETE CASCADE,
    thing TEXT NOT NULL,
    host TEXT,
    folded_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    page TEXT NOT NULL,
    PRIMARY KEY (world, thing)
  ) STRICT;
  -- Names are searched without their pages.
  CREATE INDEX words_names ON words (world, thing, folded_name);
  `,
]

/** The format that this program writes, and the newest that it reads. */
export const FORMAT = STEPS.length

/** The format of a database; one that is damaged may say any. */
export const formatOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']) >>> 0

/** For people, where a database has a newer format. */
export const newerFormat = (format: number): string =>
  `This folder was written by a newer Inkland (its database has version ${format}, this program knows up to ` +
  `${FORMAT}). Start that newer Inkland, or choose another folder with --data. If there was none, the database ` +
  `is damaged. Restore the last backup: npm run inkland -- restore BACKUP --data NEW_FOLDER.`

/** Takes the steps up to a format that a database has not taken yet; answers how many it had taken. */
export function migrate(database: DatabaseSync, format = FORMAT): number {
  const taken = formatOf(database)
  if (taken > FORMAT) throw new FolderRefusal(newerFormat(taken))
  for (const [index, step] of STEPS.slice(0, format).entries()) {
    if (index >= taken) database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`)
  }
  return taken
}
