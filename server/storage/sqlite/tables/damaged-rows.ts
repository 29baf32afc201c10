// Goes through every row of a database and says which do not fit their checksums. Reads only; for doctor, who
// has the time.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentKey } from '../../store.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import { snapshotChecksum, type CheckedRow } from '../../content-checksums.ts'
import { CHECKED_COLUMNS, claimChecksum, isWhole } from './row-checksums.ts'
import { PLACE } from './row-index.ts'

/** The damage of one document. */
export interface DocumentDamage {
  readonly document: number
  /** Where it belongs; null where the document is not known any more. */
  readonly place: DocumentPlace | null
  /** Rows of the log. */
  readonly rows: number[]
  /** The content of a snapshot is in the log as well. */
  isSnapshotDamaged: boolean
  /** Of how many client ids nobody can say whose they are. */
  claims: number
}

export interface DocumentPlace {
  readonly address: string | null
  readonly world: WorldKey
  readonly kind: DocumentKey['kind']
}

/** Damage in every log, by document. The database is of the newest format. */
export function findDamage(database: DatabaseSync): DocumentDamage[] {
  const found = new Map<number, DocumentDamage>()
  const places = database.prepare(
    'SELECT address, world, kind FROM documents LEFT JOIN worlds ON worlds.key = world WHERE documents.key = ?',
  )
  const of = (document: number): DocumentDamage => {
    const known = found.get(document)
    if (known !== undefined) return known
    const place = (places.get(document) as unknown as DocumentPlace | undefined) ?? null
    const damage = { document, place, rows: [], isSnapshotDamaged: false, claims: 0 }
    found.set(document, damage)
    return damage
  }
  for (const row of damagedLogRows(database)) of(row.document).rows.push(row.sequence)
  for (const document of damagedSnapshots(database)) of(document).isSnapshotDamaged = true
  for (const document of damagedClaims(database)) of(document).claims++
  return [...found.values()]
}

interface FoundRow {
  readonly document: number
  readonly sequence: number
}

function* damagedLogRows(database: DatabaseSync): Generator<FoundRow> {
  const rows = database.prepare(
    `SELECT ${CHECKED_COLUMNS} FROM log LEFT JOIN dropped ON dropped.document = log.document
     WHERE dropped.document IS NULL ORDER BY sequence`,
  )
  const filed = database.prepare(`SELECT document FROM filed WHERE ${PLACE} = ?`)
  for (const each of rows.iterate()) {
    const row = each as unknown as CheckedRow
    if (isWhole(row, row.document)) continue
    // The row itself may say the wrong one.
    const told = filed.get(row.sequence)?.['document']
    yield { document: Number(told ?? row.document), sequence: row.sequence }
  }
}

function* damagedSnapshots(database: DatabaseSync): Generator<number> {
  const rows = database.prepare(
    'SELECT document, CAST(sequence AS REAL) AS sequence, state, checksum FROM snapshots WHERE checksum IS NOT NULL',
  )
  for (const row of rows.iterate()) {
    const { document, sequence, state, checksum } = row
    const isIn = state instanceof Uint8Array
    if (!isIn || checksum !== snapshotChecksum(Number(document), Number(sequence), state))
      yield Number(document)
  }
}

function* damagedClaims(database: DatabaseSync): Generator<number> {
  const rows = database.prepare(
    `SELECT CAST(document AS REAL) AS document, CAST(client AS REAL) AS client, CAST(member AS REAL) AS member,
       checksum FROM client_owners WHERE checksum IS NOT NULL`,
  )
  for (const { document, client, member, checksum } of rows.iterate()) {
    if (checksum !== claimChecksum(Number(document), Number(client), Number(member))) yield Number(document)
  }
}

/**
 * How many claims name another document than the one that they were made in: that one would miss them in
 * silence. Checksums can be computed on this connection.
 */
export function countMisplacedClaims(database: DatabaseSync): number {
  const claims = database.prepare(
    `SELECT count(*) AS n FROM client_owners AS claims
     WHERE checksum IS NOT sum_of_claim(document, CAST(client AS REAL), CAST(member AS REAL))
       AND checksum IS NOT NULL
       AND (document NOT IN (SELECT key FROM documents) OR EXISTS (
         SELECT 1 FROM documents
         WHERE claims.checksum = sum_of_claim(key, CAST(client AS REAL), CAST(member AS REAL))))`,
  )
  return Number(claims.get()?.['n'])
}

/**
 * How many rows that are not filed yet name another document than the one that they were written for. Nothing
 * else tells where they belong, so their own document would miss them in silence.
 */
export function countMisplacedRows(database: DatabaseSync): number {
  const rows = database.prepare(
    `SELECT ${CHECKED_COLUMNS}, dropped.document IS NOT NULL AS isDropped,
       documents.key IS NOT NULL AS isKnown
     FROM log LEFT JOIN dropped ON dropped.document = log.document LEFT JOIN documents ON documents.key = log.document
     WHERE sequence > (SELECT filed FROM marks)`,
  )
  const documents = database.prepare('SELECT key FROM documents').all()
  let misplaced = 0
  for (const each of rows.iterate()) {
    const row = each as unknown as CheckedRow & { readonly isDropped: number; readonly isKnown: number }
    if (isWhole(row, row.document)) continue
    const isOfAnother = documents.some(({ key }) => isWhole({ ...row, document: Number(key) }, Number(key)))
    if (isOfAnother || (row.isKnown === 0 && row.isDropped === 0)) misplaced += 1
  }
  return misplaced
}
