// Group commit: one statement, and one round trip, for all appends that wait. It locks the worlds' rows in
// the order of their keys, looks whether every append may be done, and either writes all rows or none, and
// says why.
import type { Append } from '../log-rows.ts'
import { originColumns } from '../row-origin.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { DatabaseConnection } from './connection/connection.ts'
import type { Unit } from './connection/lane.ts'
import { contentChecksum } from './tables/row-content.ts'
import { joined, numbers, texts } from './connection/sql-lists.ts'

/** Why a group was not written: each names what is at fault. */
export interface RefusedAppend {
  readonly what: 'missing' | 'stale' | 'claimed'
  readonly world: WorldKey
  readonly kind: string
  /** The epoch, or the client id. */
  readonly value: number
}

/** The last sequence of each world before the group, or why nothing was written. */
export type GroupAnswer =
  | { readonly lasts: ReadonlyMap<WorldKey, number> }
  | { readonly refused: readonly RefusedAppend[] }

/** A group's updates in their order, as the statement takes them. */
interface AppendedGroup {
  readonly updates: readonly Append[]
  /** Only looks: nothing is written. */
  readonly isTrial: boolean
}

const STATEMENT = `
  WITH given AS (
    SELECT * FROM unnest($4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::text[], $10::text[],
      $11::bigint[], $12::bigint[], $13::int[], $14::int[])
      AS each (world, kind, place, member, at, author, note, written_at, checksum, start, size)
  ), logs AS (
    SELECT * FROM unnest($16::bigint[], $17::text[]) AS each (world, kind)
  ), claims AS (
    SELECT * FROM unnest($18::bigint[], $19::text[], $20::bigint[], $21::text[]) AS each (world, kind, client, member)
  ), epochs AS (
    SELECT * FROM unnest($22::bigint[], $23::bigint[]) AS each (world, epoch)
  ), grown AS (
    SELECT * FROM unnest($24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[])
      AS each (world, rows, scene_place, scene_at)
  ), writer AS (
    SELECT id FROM writers WHERE id = $1 AND NOT closed FOR UPDATE
  ), locked AS (
    SELECT key, last, epoch, holder FROM worlds WHERE key = ANY ($24::bigint[]) ORDER BY key FOR UPDATE
  ), places AS (
    SELECT logs.world, logs.kind, documents.key AS document FROM logs JOIN locked ON locked.key = logs.world
      JOIN documents ON documents.world = logs.world AND documents.kind = logs.kind
  ), owned AS (
    SELECT claims.world, claims.kind, claims.client, claims.member <> owners.member AS is_of_another
    FROM claims JOIN places USING (world, kind)
      JOIN client_owners AS owners ON owners.document = places.document AND owners.client = claims.client
  ), refused AS (
    SELECT 'missing' AS what, world, kind, 0::bigint AS value FROM logs
      WHERE NOT EXISTS (SELECT 1 FROM places WHERE places.world = logs.world AND places.kind = logs.kind)
    UNION ALL SELECT 'stale', world, '', epoch FROM epochs WHERE NOT EXISTS
      (SELECT 1 FROM locked WHERE locked.key = world AND locked.epoch = epochs.epoch AND locked.holder IS NOT NULL)
    UNION ALL SELECT 'claimed', world, kind, client FROM owned WHERE is_of_another
  ), allowed AS (
    SELECT 1 FROM writer WHERE NOT $3::boolean AND NOT EXISTS (SELECT 1 FROM refused)
  ), noted AS (
    UPDATE writers SET unit = $2, answer = (SELECT string_agg(key || ' ' || last, ',') FROM locked)
    FROM allowed WHERE writers.id = $1 RETURNING 1
  ), advanced AS (
    UPDATE worlds SET last = worlds.last + grown.rows, changed_at = coalesce(grown.scene_at, worlds.changed_at),
      scene_last = coalesce(worlds.last + grown.scene_place, worlds.scene_last)
    FROM grown, allowed WHERE worlds.key = grown.world
  ), claimed AS (
    INSERT INTO client_owners (document, client, member)
    SELECT places.document, claims.client, claims.member FROM claims JOIN places USING (world, kind), allowed
    WHERE NOT EXISTS (SELECT 1 FROM owned
      WHERE owned.world = claims.world AND owned.kind = claims.kind AND owned.client = claims.client)
  ), written AS (
    INSERT INTO log (document, sequence, member, first_at, last_at, updates, quarantined, checksum, author, note,
      written_at, bytes)
    SELECT places.document, locked.last + given.place, given.member, given.at, given.at, 1, false, given.checksum,
      given.author, given.note, given.written_at, substring($15::bytea FROM given.start FOR given.size)
    FROM given JOIN places USING (world, kind) JOIN locked ON locked.key = given.world, allowed
  )
  SELECT what, world, kind, value FROM refused
  UNION ALL SELECT 'last', key, '', last FROM locked
  UNION ALL SELECT 'closed', 0, '', 0 WHERE NOT EXISTS (SELECT 1 FROM writer)`

/** Sends a group as one unit of a lane. */
export async function sendGroup(
  sql: DatabaseConnection,
  unit: Unit,
  group: AppendedGroup,
): Promise<GroupAnswer | 'gone'> {
  const values = valuesOf(group)
  const rows = await sql.rows<
    Omit<RefusedAppend, 'what'> & { readonly what: RefusedAppend['what'] | 'last' | 'closed' }
  >(STATEMENT, [unit.writer, unit.number, group.isTrial, ...values])
  if (rows.some(({ what }) => what === 'closed')) return 'gone'
  const refused = rows.flatMap(({ what, ...row }) =>
    what === 'last' || what === 'closed' ? [] : [{ what, ...row }],
  )
  if (refused.length > 0 || group.isTrial) return { refused }
  return { lasts: new Map(rows.map(({ world, value }) => [world, value])) }
}

/** What the group noted of itself. */
export const readGroup = (noted: string): GroupAnswer => ({
  lasts: new Map(
    noted.split(',').map((pair): [WorldKey, number] => {
      const [world, last] = pair.split(' ')
      return [Number(world) as WorldKey, Number(last)]
    }),
  ),
})

/** The place of each update among those of its world, from 1 on. */
export function placesOf(updates: readonly Append[]): number[] {
  const rows = new Map<WorldKey, number>()
  return updates.map(({ document: { world } }) => {
    const place = (rows.get(world) ?? 0) + 1
    rows.set(world, place)
    return place
  })
}

function valuesOf({ updates }: AppendedGroup) {
  const places = placesOf(updates)
  const origins = updates.map(originColumns)
  const { bytes, starts, sizes } = joined(updates.map((update) => update.bytes))
  const logs = new Map(updates.map(({ document }) => [`${document.world}/${document.kind}`, document]))
  const claims = claimsIn(updates)
  const epochs = new Map(
    updates.flatMap(({ document: { world }, epoch }) =>
      epoch === undefined ? [] : [[`${world}/${epoch}`, { world, epoch }] as const],
    ),
  )
  const grown = growthOf(updates, places)
  return [
    numbers(updates.map(({ document }) => document.world)),
    texts(updates.map(({ document }) => document.kind)),
    numbers(places),
    texts(updates.map(({ member }) => member)),
    numbers(updates.map(({ at }) => at)),
    texts(origins.map(({ author }) => author)),
    texts(origins.map(({ note }) => note)),
    numbers(origins.map(({ writtenAt }) => writtenAt)),
    numbers(updates.map(checksumOf)),
    starts,
    sizes,
    bytes,
    numbers([...logs.values()].map(({ world }) => world)),
    texts([...logs.values()].map(({ kind }) => kind)),
    numbers(claims.map(({ document }) => document.world)),
    texts(claims.map(({ document }) => document.kind)),
    numbers(claims.map(({ client }) => client)),
    texts(claims.map(({ member }) => member)),
    numbers([...epochs.values()].map(({ world }) => world)),
    numbers([...epochs.values()].map(({ epoch }) => epoch)),
    numbers([...grown.keys()]),
    numbers([...grown.values()].map(({ rows }) => rows)),
    numbers([...grown.values()].map(({ scenePlace }) => scenePlace)),
    numbers([...grown.values()].map(({ sceneAt }) => sceneAt)),
  ] as const
}

const checksumOf = (update: Append): number =>
  contentChecksum({
    ...originColumns(update),
    member: update.member,
    firstAt: update.at,
    lastAt: update.at,
    updates: 1,
    quarantined: false,
    bytes: update.bytes,
  })

/** Each client id once for each log. */
function claimsIn(updates: readonly Append[]) {
  const claims = updates.flatMap(({ document, member, claims }) =>
    claims.map((client) => ({ document, client, member })),
  )
  const named = claims.map(
    (claim) => [`${claim.document.world}/${claim.document.kind} ${claim.client}`, claim] as const,
  )
  return [...new Map(named).values()]
}

interface Growth {
  rows: number
  /** The place and the time of the last row of the scene; null when there is none. */
  scenePlace: number | null
  sceneAt: number | null
}

function growthOf(updates: readonly Append[], places: readonly number[]): Map<WorldKey, Growth> {
  const grown = new Map<WorldKey, Growth>()
  for (const [index, { document, at }] of updates.entries()) {
    const growth = grown.get(document.world) ?? { rows: 0, scenePlace: null, sceneAt: null }
    grown.set(document.world, growth)
    growth.rows += 1
    if (document.kind !== 'scene') continue
    growth.scenePlace = places[index] ?? null
    growth.sceneAt = at
  }
  return grown
}
