// The tables, and how older databases become like them. A database says in `store` how many steps it has taken.
// No statement here or elsewhere needs more than what CockroachDB and YugabyteDB have of PostgreSQL's SQL.
import type { Sql } from './connection/connection.ts'
import { StoreRefusal } from '../store-refusal.ts'

/**
 * Each step once, in order; a step that was released is never changed, what comes later is a step of its own.
 * Numbers of documents are made of those of their worlds, and sequences rise within a world: no counter is shared
 * by all who edit.
 */
const STEPS: readonly string[] = [
  `
  -- How many steps this database has taken, the highest number that a world got, and the process that has it for
  -- itself, with its beat.
  CREATE TABLE store (
    one int PRIMARY KEY CHECK (one = 1),
    version int NOT NULL,
    worlds bigint NOT NULL,
    holder text,
    beat bigint NOT NULL
  );
  INSERT INTO store VALUES (1, 0, 0, NULL, 0);

  -- A row changes with each group of edits, in its place: none of those columns is in an index.
  CREATE TABLE worlds (
    key bigint PRIMARY KEY,
    id text COLLATE "C" UNIQUE,
    line text,
    address text COLLATE "C" UNIQUE,
    title text,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    binned_at bigint,
    owner text,
    -- Whether there is code in its pages, as its scene is up to the row looked_to; null when nobody looked.
    is_living boolean,
    looked_to bigint NOT NULL DEFAULT 0,
    -- The highest sequence of its logs, and that of its scene's last row.
    last bigint NOT NULL DEFAULT 0,
    scene_last bigint NOT NULL DEFAULT 0,
    -- How many documents were made in it.
    documents int NOT NULL DEFAULT 0,
    -- The last lease; nobody has it when it has no holder.
    epoch bigint NOT NULL DEFAULT 0,
    holder text
  ) WITH (fillfactor = 70);

  CREATE INDEX worlds_holder ON worlds (holder) WHERE holder IS NOT NULL;
  CREATE TABLE processes (process text COLLATE "C" PRIMARY KEY, beat bigint NOT NULL);

  CREATE TABLE documents (
    key bigint PRIMARY KEY,
    world bigint NOT NULL REFERENCES worlds ON DELETE CASCADE,
    kind text COLLATE "C" NOT NULL,
    UNIQUE (world, kind)
  );

  CREATE TABLE log (
    document bigint NOT NULL,
    sequence bigint NOT NULL,
    member text NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    updates bigint NOT NULL,
    quarantined boolean NOT NULL,
    checksum bigint NOT NULL,
    -- What a row says of itself beside its member; null where that is nothing.
    author text,
    note text,
    written_at bigint,
    bytes bytea NOT NULL,
    PRIMARY KEY (document, sequence)
  );

  CREATE TABLE snapshots (
    document bigint PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    sequence bigint NOT NULL,
    checksum bigint NOT NULL,
    state bytea NOT NULL
  );

  CREATE TABLE client_owners (
    document bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
    client bigint NOT NULL,
    member text NOT NULL,
    PRIMARY KEY (document, client)
  );
  CREATE INDEX client_owners_member ON client_owners (member);

  -- Rows that are never merged with later ones.
  CREATE TABLE pins (
    document bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
    sequence bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    PRIMARY KEY (document, name)
  );
  CREATE INDEX pins_sequence ON pins (document, sequence);

  -- Rows of the log in short, and states of documents. Both can be made again from the log.
  CREATE TABLE row_summaries (
    document bigint NOT NULL,
    sequence bigint NOT NULL,
    revision bigint NOT NULL,
    member text NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    updates bigint NOT NULL,
    author text,
    note text,
    written_at bigint,
    summary text,
    checksum bigint NOT NULL,
    PRIMARY KEY (document, sequence)
  );
  CREATE TABLE checkpoints (
    document bigint NOT NULL,
    sequence bigint NOT NULL,
    revision bigint NOT NULL,
    checksum bigint NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (document, sequence)
  );

  -- Documents that are gone, and of which rows are left.
  CREATE TABLE dropped (document bigint PRIMARY KEY);

  CREATE TABLE members (id text COLLATE "C" PRIMARY KEY, name text NOT NULL);
  CREATE TABLE people (
    member text COLLATE "C" PRIMARY KEY,
    account text NOT NULL UNIQUE,
    body text NOT NULL UNIQUE,
    look text NOT NULL,
    home text,
    at bigint REFERENCES worlds ON DELETE SET NULL
  );
  CREATE INDEX people_at ON people (at);

  CREATE TABLE records (
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    value text NOT NULL,
    -- Which state of it this is (see stored-record.ts).
    version bigint NOT NULL,
    PRIMARY KEY (kind, id)
  );
  CREATE TABLE secrets (name text PRIMARY KEY, bytes bytea NOT NULL);
  CREATE TABLE probes (key text PRIMARY KEY, bytes bytea NOT NULL);

  -- Who writes: the number of the last unit that was committed, and its answer. One that is closed writes no more.
  CREATE TABLE writers (
    id text PRIMARY KEY,
    unit bigint NOT NULL,
    answer text,
    closed boolean NOT NULL
  ) WITH (fillfactor = 50);
  `,
  `
  -- How far a move into this database or away from it is, as JSON (see database-move.ts); null in one that is used as
  -- it is. And the highest sequence of worlds that were moved here: also where all of them are gone.
  ALTER TABLE store ADD COLUMN moved text;
  ALTER TABLE store ADD COLUMN sequence bigint NOT NULL DEFAULT 0;
  `,
]

/** The format that this program writes, and the newest that it reads. */
export const FORMAT = STEPS.length

const HAS_STORE =
  "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'store'"
const ENCODING = "SELECT current_setting('server_encoding') AS encoding"

/** Brings a database's format up to date, within a transaction. Rejects with a StoreRefusal. */
export async function migrate(
  sql: Sql & { say(text: string): Promise<unknown> },
  name: string,
): Promise<void> {
  const [server] = await sql.rows<{ encoding: string }>(ENCODING)
  if (server?.encoding !== 'UTF8') {
    throw new StoreRefusal(
      `The database ${name} does not store UTF-8 (${server?.encoding}). Make it with: createdb -E UTF8 -T template0.`,
    )
  }
  const isThere = (await sql.rows(HAS_STORE)).length > 0
  const [store] = isThere ? await sql.rows<{ version: number }>('SELECT version FROM store FOR UPDATE') : []
  const taken = store?.version ?? 0
  if (taken > FORMAT) {
    throw new StoreRefusal(
      `The database ${name} was written by a newer Inkland (it has version ${taken}, this program knows up to ` +
        `${FORMAT}). Start that newer Inkland, or name another database in --store.`,
    )
  }
  if (taken === FORMAT) return
  for (const step of STEPS.slice(taken)) await sql.say(step)
  await sql.run('UPDATE store SET version = $1', [FORMAT])
}
