// Changes of logs other than appending: snapshots, quarantine, forgetting, and beginning anew.
import type { MemberId } from '../../../../shared/world/address.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import { snapshotChecksum } from '../../content-checksums.ts'
import { originColumns } from '../../row-origin.ts'
import { beyondTheLog, damagedDocument, missingWorld, notPersonal } from '../../store-faults.ts'
import {
  isPersonal,
  type Append,
  type ClientReservation,
  type DocumentKey,
  type LogPart,
  type RestartedDocument,
} from '../../store.ts'
import { contentChecksum, type RowContent } from './row-content.ts'
import type { Sql } from '../connection/connection.ts'
import { numbers, texts } from '../connection/sql-lists.ts'
import { documentOf, makeDocuments, NEVER_WRITTEN } from './document-table.ts'
import { lockWorlds } from './lease-table.ts'
import { isWhole, ROW_COLUMNS, type FoundLogRow } from './log-reading.ts'
import { addRows, claim } from './row-writing.ts'

const LAST = 'SELECT coalesce(max(sequence), 0) AS last FROM log WHERE document = $1'

async function lastRowOf(sql: Sql, document: number): Promise<number> {
  const [row] = await sql.rows<{ last: number }>(LAST, [document])
  return row?.last ?? 0
}

const KEEP = `
  INSERT INTO snapshots (document, sequence, checksum, state) VALUES ($1, $2, $3, $4)
  ON CONFLICT (document) DO UPDATE
  SET sequence = excluded.sequence, checksum = excluded.checksum, state = excluded.state
  WHERE excluded.sequence >= snapshots.sequence`

export async function keepSnapshot(
  sql: Sql,
  key: DocumentKey,
  covered: number,
  state: Uint8Array,
): Promise<void> {
  const document = await documentOf(sql, key)
  if (covered > (await lastRowOf(sql, document))) throw beyondTheLog(covered)
  await sql.run(KEEP, [document, covered, snapshotChecksum(document, covered, state), state])
}

const FIND = `SELECT ${ROW_COLUMNS} FROM log WHERE document = $1 AND sequence = $2 FOR UPDATE`

export async function quarantine(sql: Sql, key: DocumentKey, sequence: number): Promise<void> {
  const document = await documentOf(sql, key)
  const [row] = await sql.rows<FoundLogRow>(FIND, [document, sequence])
  if (row === undefined) return
  // Otherwise a damaged row would count as whole from then on.
  if (!isWhole(row)) throw damagedDocument()
  const checksum = contentChecksum({ ...row, quarantined: true })
  await sql.run('UPDATE log SET quarantined = true, checksum = $3 WHERE document = $1 AND sequence = $2', [
    document,
    sequence,
    checksum,
  ])
}

const FORGET = 'DELETE FROM log WHERE document = $1 AND sequence > $2 AND sequence <= $3'

export async function forgetRows(sql: Sql, key: DocumentKey, after: number, upTo: number): Promise<void> {
  if (!isPersonal(key.kind)) throw notPersonal(key.kind)
  await sql.run(FORGET, [await documentOf(sql, key), after, upTo])
}

/** Adds updates that came now; their client ids are claimed. Rejects with a ClaimConflict. */
export async function addUpdates(
  sql: Sql,
  key: DocumentKey,
  updates: readonly Omit<Append, 'document' | 'epoch'>[],
): Promise<number> {
  const document = await documentOf(sql, key)
  await claim(sql, document, claimsIn(updates))
  const place = { world: key.world, document, isScene: key.kind === 'scene' }
  return addRows(sql, place, updates.map(contentOf))
}

const claimsIn = (updates: readonly Pick<Append, 'claims' | 'member'>[]) =>
  updates.flatMap(({ claims, member }) => claims.map((client): [number, MemberId] => [client, member]))

const contentOf = ({ member, at, bytes, ...update }: Omit<Append, 'document' | 'epoch'>): RowContent => ({
  member,
  firstAt: at,
  lastAt: at,
  updates: 1,
  quarantined: false,
  bytes,
  ...originColumns(update),
})

const RESERVE = `
  INSERT INTO client_owners (document, client, member)
  SELECT $1::bigint, client, $3::text FROM unnest($2::bigint[]) AS each (client) ORDER BY client
  ON CONFLICT DO NOTHING`
const FREE = `
  DELETE FROM client_owners USING unnest($2::bigint[], $3::text[]) AS freed (client, member)
  WHERE document = $1 AND client_owners.client = freed.client AND client_owners.member = freed.member`

export async function reserveClients(
  sql: Sql,
  key: DocumentKey,
  { member, clients, freed, epoch }: ClientReservation,
): Promise<void> {
  await lockWorlds(sql, [{ world: key.world, ...(epoch !== undefined && { epoch }) }])
  const document = await documentOf(sql, key)
  const [free, owners] = [freed.map(([client]) => client), freed.map(([, owner]) => owner)]
  if (freed.length > 0) await sql.run(FREE, [document, numbers(free), texts(owners)])
  await sql.run(RESERVE, [document, numbers(clients), member])
}

/** From now on a document holds this one update, and nothing of its earlier content. */
export async function restartDocument(
  sql: Sql,
  key: DocumentKey,
  as: RestartedDocument,
  at: number,
): Promise<void> {
  await dropDocuments(sql, [await documentOf(sql, key)])
  await makeDocuments(sql, key.world, [key.kind])
  await addUpdates(sql, key, [{ ...as, at }])
}

/** Documents are no more: what is left of them is deleted some at a time. */
export async function dropDocuments(sql: Sql, documents: readonly number[]): Promise<void> {
  for (const document of documents) {
    if (document === NEVER_WRITTEN) continue
    await sql.run('DELETE FROM documents WHERE key = $1', [document])
    await sql.run('INSERT INTO dropped (document) VALUES ($1)', [document])
  }
}

const IS_STAGED = 'SELECT key FROM worlds WHERE key = $1 AND address IS NULL FOR UPDATE'

export async function assertStaged(sql: Sql, world: WorldKey): Promise<void> {
  if ((await sql.rows(IS_STAGED, [world])).length === 0) throw missingWorld(world)
}

/** Adds rows that come from elsewhere to a staged world; answers the log's last sequence. */
export async function importRows(sql: Sql, key: DocumentKey, { rows, clients }: LogPart): Promise<number> {
  await assertStaged(sql, key.world)
  const document = await documentOf(sql, key)
  await claim(sql, document, clients)
  const place = { world: key.world, document, isScene: key.kind === 'scene' }
  if (rows.length === 0) return lastRowOf(sql, document)
  const before = await addRows(
    sql,
    place,
    rows.map((row) => ({ ...row, ...originColumns(row) })),
  )
  return before + rows.length
}
