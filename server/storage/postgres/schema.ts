// The tables, and how older databases become like them. A database says in `store` how many steps it has
// taken. No statement here or elsewhere needs more than what CockroachDB and YugabyteDB have of PostgreSQL's
// SQL.
import { StoreRefusal } from '../store-refusal.ts'
import type { DatabaseConnection } from './connection/connection.ts'
import type { DatabaseAddress } from './connection/database-address.ts'
import { codeOf } from './connection/database-faults.ts'

/**
 * Each step once, in order; a step that was released is never changed, what comes later is a step of its own.
 * Numbers of documents are made of those of their worlds, and sequences rise within a world: no counter is
 * shared by all who edit.
 */
const STEPS: readonly string[] = [
  `
  -- How many steps this database has taken, which one it is (data folders belong to it), the highest number that a
  -- world got, and the process that has it for itself, with its beat.
  CREATE TABLE store (
    one int PRIMARY KEY CHECK (one = 1),
    version int NOT NULL,
    id text NOT NULL,
    worlds bigint NOT NULL,
    holder text,
    beat bigint NOT NULL
  );
  INSERT INTO store VALUES (1, 0, gen_random_uuid()::text, 0, NULL, 0);

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
  -- How far a move into this database or away from it is, as JSON (see moved-database.ts); null in one that is used as
  -- it is. And the highest sequence of worlds that were moved here: also where all of them are gone.
  ALTER TABLE store ADD COLUMN moved text;
  ALTER TABLE store ADD COLUMN sequence bigint NOT NULL DEFAULT 0;
  `,
  `
  -- The processes that are one node, with where the others reach each; the one that has the database leads.
  CREATE TABLE node_processes (
    id text COLLATE "C" PRIMARY KEY,
    address text NOT NULL,
    since bigint NOT NULL,
    beat bigint NOT NULL,
    options text NOT NULL,
    connections bigint NOT NULL,
    worlds bigint NOT NULL,
    leaving boolean NOT NULL
  ) WITH (fillfactor = 50);

  -- Pictures, by name; kept_at in ms since 1970.
  CREATE TABLE pictures (id text COLLATE "C" PRIMARY KEY, kept_at bigint NOT NULL, bytes bytea NOT NULL);
  `,
  `
  -- What changed of that which the processes of a node have in memory, in the order of the commits: whoever notes
  -- something has the one row of change_count until it is committed.
  CREATE TABLE change_count (one int PRIMARY KEY CHECK (one = 1), last bigint NOT NULL) WITH (fillfactor = 50);
  INSERT INTO change_count VALUES (1, 0);
  CREATE TABLE changes (sequence bigint PRIMARY KEY, kind text NOT NULL, id text NOT NULL);
  `,
  `
  -- Up to which row of a world's scene its words are those of the table; and the words of each of its things, with
  -- what it stands in.
  ALTER TABLE worlds ADD COLUMN words_to bigint NOT NULL DEFAULT 0;
  CREATE TABLE words (
    world bigint NOT NULL REFERENCES worlds ON DELETE CASCADE,
    thing text COLLATE "C" NOT NULL,
    host text COLLATE "C",
    folded_name text COLLATE "C" NOT NULL,
    folded text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    page text COLLATE "C" NOT NULL,
    PRIMARY KEY (world, thing)
  );
  `,
]

/** The format that this program writes, and the newest that it reads. */
export const FORMAT = STEPS.length

/** The names of all tables that the steps make. */
export const OUR_TABLES = [...STEPS.join('').matchAll(/CREATE TABLE (\w+)/g)].map(([, name]) => name)

export const HAS_STORE =
  "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'store'"
const VERSION = 'SELECT version FROM store FOR UPDATE'
const ENCODING = "SELECT current_setting('server_encoding') AS encoding"

/** Two made the tables at once, and the other one was first. */
const MADE_MEANWHILE = ['42P07', '42710', '23505', '40001', '40P01']
/** How often that is tried: the other one's tables are there the next time. */
const TRIES = 5

interface MigratedDatabase {
  readonly id: string
  /** It was empty. */
  readonly isNew: boolean
}

interface MigrateOptions {
  readonly connection: DatabaseConnection
  readonly address: DatabaseAddress
  /** The id of the database that the data folder belongs to; null where it belongs to none yet. */
  readonly expected: string | null
}

/** Brings a database's format up to date, or leaves it as it is. Rejects with a StoreRefusal. */
export async function migrate(options: MigrateOptions): Promise<MigratedDatabase> {
  const { connection, address, expected } = options
  for (let left = TRIES; ; left -= 1) {
    try {
      await connection.say('BEGIN')
      const migrated = await takeSteps(connection, address.name)
      if (expected !== null && expected !== migrated.id) throw otherDatabase(address)
      await connection.say('COMMIT')
      return migrated
    } catch (error) {
      if (!MADE_MEANWHILE.includes(codeOf(error) ?? '') || left === 0) throw error
      await connection.say('ROLLBACK')
    }
  }
}

/** Within a transaction. Rejects with a StoreRefusal. */
export async function takeSteps(connection: DatabaseConnection, name: string): Promise<MigratedDatabase> {
  const [server] = await connection.rows<{ encoding: string }>(ENCODING)
  if (server?.encoding !== 'UTF8') {
    throw new StoreRefusal(
      `The database ${name} does not store UTF-8 (${server?.encoding}): make it with createdb -E UTF8 -T template0.`,
    )
  }
  const isThere = (await connection.rows(HAS_STORE)).length > 0
  const [store] = isThere ? await connection.rows<{ version: number }>(VERSION) : []
  const taken = store?.version ?? 0
  if (taken > FORMAT) throw newerDatabase(name, taken)
  for (const step of STEPS.slice(taken)) await connection.say(step)
  if (taken < FORMAT) await connection.run('UPDATE store SET version = $1', [FORMAT])
  const [found] = await connection.rows<{ id: string }>('SELECT id FROM store')
  return { id: found?.id ?? '', isNew: taken === 0 }
}

export const newerDatabase = (name: string, version: number): StoreRefusal =>
  new StoreRefusal(
    `The database ${name} was written by a newer Inkland (it has version ${version}, this program knows up to ` +
      `${FORMAT}): start that newer Inkland, or name another database in --store.`,
  )

export const otherDatabase = ({ name }: DatabaseAddress): StoreRefusal =>
  new StoreRefusal(
    `The data folder belongs to another database than ${name}: name that one in --store, or another folder with --data.`,
  )
