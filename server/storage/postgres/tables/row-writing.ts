// Writes rows at the end of a document's log, within a transaction.
import { claimedTwice, missingWorld } from '../../store-faults.ts'
import type { MemberId } from '../../../../shared/world/address.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import { contentChecksum, type RowContent } from './row-content.ts'
import type { Sql } from '../connection/connection.ts'
import { joined, numbers, texts } from '../connection/sql-lists.ts'

interface LogPlace {
  readonly world: WorldKey
  readonly document: number
  readonly isScene: boolean
}

const ADVANCE = `
  UPDATE worlds SET last = last + $2, changed_at = coalesce($3, changed_at),
    scene_last = CASE WHEN $3::bigint IS NULL THEN scene_last ELSE last + $2 END
  WHERE key = $1 RETURNING last - $2 AS before`

const INSERT = `
  INSERT INTO log (document, sequence, member, first_at, last_at, updates, quarantined, checksum, author, note,
    written_at, bytes)
  SELECT $1::bigint, $2::bigint + place, member, first_at, last_at, updates, quarantined <> 0, checksum, author, note,
    written_at, substring($14::bytea FROM start FOR size)
  FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::bigint[], $9::text[], $10::text[],
    $11::bigint[], $12::int[], $13::int[]) WITH ORDINALITY
    AS each (member, first_at, last_at, updates, quarantined, checksum, author, note, written_at, start, size, place)`

/** Adds rows; answers the sequence of the one before them. */
export async function addRows(sql: Sql, to: LogPlace, rows: readonly RowContent[]): Promise<number> {
  const changedAt = to.isScene ? (rows.at(-1)?.lastAt ?? null) : null
  const [world] = await sql.rows<{ before: number }>(ADVANCE, [to.world, rows.length, changedAt])
  if (world === undefined) throw missingWorld(to.world)
  const { bytes, starts, sizes } = joined(rows.map((row) => row.bytes))
  await sql.run(INSERT, [
    to.document,
    world.before,
    texts(rows.map(({ member }) => member)),
    numbers(rows.map(({ firstAt }) => firstAt)),
    numbers(rows.map(({ lastAt }) => lastAt)),
    numbers(rows.map(({ updates }) => updates)),
    numbers(rows.map(({ quarantined }) => (quarantined ? 1 : 0))),
    numbers(rows.map(contentChecksum)),
    texts(rows.map(({ author }) => author)),
    texts(rows.map(({ note }) => note)),
    numbers(rows.map(({ writtenAt }) => writtenAt)),
    starts,
    sizes,
    bytes,
  ])
  return world.before
}

const CLAIM = `
  INSERT INTO client_owners (document, client, member)
  SELECT $1::bigint, client, member FROM unnest($2::bigint[], $3::text[]) AS each (client, member) ORDER BY client
  ON CONFLICT (document, client) DO UPDATE SET member = excluded.member WHERE client_owners.member = excluded.member`

const TAKEN = `
  SELECT each.client FROM unnest($2::bigint[], $3::text[]) AS each (client, member)
    JOIN client_owners AS owners ON owners.document = $1 AND owners.client = each.client
  WHERE owners.member <> each.member ORDER BY each.client LIMIT 1`

/** Rejects with a ClaimConflict where an id is another member's. */
export async function claim(
  sql: Sql,
  document: number,
  claims: Iterable<readonly [client: number, member: MemberId]>,
): Promise<void> {
  const owners = new Map<number, MemberId>()
  for (const [client, member] of claims) {
    if ((owners.get(client) ?? member) !== member) throw claimedTwice(client)
    owners.set(client, member)
  }
  if (owners.size === 0) return
  const values = [document, numbers([...owners.keys()]), texts([...owners.values()])]
  if ((await sql.run(CLAIM, values)) === owners.size) return
  const [taken] = await sql.rows<{ client: number }>(TAKEN, values)
  throw claimedTwice(taken?.client ?? 0)
}
