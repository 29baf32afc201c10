// Who wrote what, and when, as the database itself notes it: a trigger beside the logs keeps, for each group
// of rows that was appended to a world, its epoch, the process that has its lease in that moment, and the
// connection by which the rows came. No word of the node's own is taken.
import { askAt } from '../../support/postgres/server.ts'
import type { SourcePort } from '../faulty-line.ts'

/** In a schema of its own: the node looks at its own tables only. */
const WATCH = `
  CREATE SCHEMA watch;
  CREATE TABLE watch.appends (
    number bigserial PRIMARY KEY, world bigint, epoch bigint, holder text, port int, first bigint, last bigint,
    xact xid8 DEFAULT pg_current_xact_id(), at timestamptz DEFAULT pg_catalog.clock_timestamp()
  );
  CREATE TABLE watch.crossings (xact xid8 DEFAULT pg_current_xact_id());
  CREATE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO watch.appends (world, epoch, holder, port, first, last)
      SELECT worlds.key, worlds.epoch, worlds.holder, inet_client_port(), min(added.sequence), max(added.sequence)
      FROM added JOIN documents ON documents.key = added.document JOIN worlds ON worlds.key = documents.world
      GROUP BY worlds.key, worlds.epoch, worlds.holder ORDER BY worlds.key;
    RETURN NULL;
  END $$;
  CREATE TRIGGER watching AFTER INSERT ON log REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION watch.note();
  CREATE FUNCTION watch.note_crossing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO watch.crossings DEFAULT VALUES;
    RETURN NULL;
  END $$;
  CREATE TRIGGER watching AFTER UPDATE OF at ON people
    FOR EACH STATEMENT EXECUTE FUNCTION watch.note_crossing();`

export const watchAppends = (store: string): Promise<unknown> => askAt(store, WATCH)

/** One process from its start to its end, and the ports from which it came to the database. */
export interface ProcessLife {
  readonly name: string
  readonly sources: readonly SourcePort[]
}

interface AppendHistory {
  readonly appends: number
  /** How often a world went over from one process to another. */
  readonly takeovers: number
  /** Where two processes wrote as owners, in words. */
  readonly twins: readonly string[]
}

/** A world's appends stand in the order of their commits: each has its row locked. */
const HISTORY = `
  SELECT world::int, epoch::int, holder, port, first::int, last::int,
    (extract(epoch FROM at) * 1000)::float8 AS at, xact IN (SELECT xact FROM watch.crossings) AS "ofCrossing"
  FROM watch.appends ORDER BY number`

/**
 * Reads what was noted since the start: nobody wrote under an epoch that was over, or under one of another
 * process; but for a crossing, where the process that leads writes what the owner of each world gives it.
 */
export async function readHistory(store: string, lives: readonly ProcessLife[]): Promise<AppendHistory> {
  const rows = (await askAt(store, HISTORY)) as unknown as readonly AppendRow[]
  const twins: string[] = []
  const worlds = new Map<number, { readonly epoch: number; readonly by: string; readonly last: number }>()
  let takeovers = 0
  const writerOf = whoCameFrom(lives)
  for (const { world, epoch, holder, port, first, last, at, ofCrossing } of rows) {
    const writer = writerOf(port, at) ?? `port ${port}`
    const before = worlds.get(world)
    const by = ofCrossing && before?.epoch === epoch ? before.by : writer
    // A world that is being made has no owner yet.
    if (holder === null) continue
    const what = `world ${world}, epoch ${epoch}: ${by}`
    if (before !== undefined) {
      if (epoch < before.epoch) twins.push(`${what} wrote after epoch ${before.epoch} of ${before.by}`)
      if (epoch === before.epoch && by !== before.by) twins.push(`${what} wrote beside ${before.by}`)
      if (first <= before.last) twins.push(`${what} wrote row ${first} after row ${before.last}`)
      if (by !== before.by) takeovers += 1
    }
    worlds.set(world, { epoch, by, last })
  }
  return { appends: rows.length, takeovers, twins }
}

interface AppendRow {
  readonly world: number
  readonly epoch: number
  readonly holder: string | null
  readonly port: number
  readonly first: number
  readonly last: number
  /** In ms since 1970. */
  readonly at: number
  readonly ofCrossing: boolean
}

/** A machine gives a port to one connection after the other: whose it was last before that moment. */
function whoCameFrom(lives: readonly ProcessLife[]): (port: number, at: number) => string | undefined {
  const all = lives.flatMap(({ name, sources }) => sources.map((source) => ({ name, ...source })))
  const byPort = Map.groupBy(
    all.toSorted((one, other) => other.since - one.since),
    ({ port }) => port,
  )
  return (port, at) => byPort.get(port)?.find(({ since }) => since <= at)?.name
}

/**
 * The database's clock, as statements read it, is off by a number of seconds that can be set while all runs.
 */
const OWN_CLOCK = `
  CREATE SCHEMA wrong;
  CREATE TABLE wrong.clock (by interval);
  INSERT INTO wrong.clock VALUES ('0');
  CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.now() + by FROM wrong.clock';
  CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + by FROM wrong.clock';`

/**
 * From the next connection on, a database reads a clock that can be set; its own cannot, without its
 * machine's.
 */
export async function giveClock(store: string): Promise<void> {
  await askAt(store, OWN_CLOCK)
  const name = new URL(store).pathname.slice(1)
  await askAt(store, `ALTER DATABASE ${name} SET search_path = public, pg_catalog`)
}

/** As when a standby is promoted whose clock is another one. */
export const setClock = (store: string, seconds: number): Promise<unknown> =>
  askAt(store, `UPDATE wrong.clock SET by = make_interval(secs => ${seconds})`)
