// Worlds' files as nobody's Inkland writes them: any rows, owners, names and records, packed as the real ones
// are.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import {
  encodeRecord,
  encodeStart,
  FORMAT,
  PAGE_ROWS,
  type RecordName,
} from '../../../../server/storage/archive/archive-format.ts'
import { packRows } from '../../../../server/storage/update-packing.ts'
import type { ImportedRow } from '../../../../server/storage/store.ts'
import { parseArtifactId, parseMemberId, type MemberId } from '../../../../shared/world/address.ts'
import { initScene } from '../../../../shared/world/scene/scene.ts'

interface FileDocument {
  readonly rows?: readonly ImportedRow[]
  readonly snapshot?: Uint8Array
  readonly owners?: readonly (readonly [number, string])[]
}

interface WorldFile {
  readonly header?: unknown
  readonly scene?: FileDocument
  readonly live?: FileDocument
  readonly names?: readonly (readonly [string, string])[]
  readonly pictures?: readonly Uint8Array[]
}

export const member = (text: string): MemberId => {
  const id = parseMemberId(text)
  if (id === null) throw new Error(`${text} is nobody`)
  return id
}

/** A row of a log, written by somebody of nowhere unless told. */
export function row(bytes: Uint8Array, more: Partial<ImportedRow> = {}): ImportedRow {
  return { bytes, member: member('mallory'), firstAt: 1, lastAt: 1, updates: 1, quarantined: false, ...more }
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

/** Packs records, with the checksum behind them. */
export function packFile(
  records: Iterable<readonly [RecordName, Uint8Array]>,
  level = 1,
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [encodeStart(FORMAT)]
  for (const [name, payload] of records) parts.push(encodeRecord(name, payload))
  const body = Buffer.concat(parts)
  const end = encodeRecord('end', createHash('sha256').update(body).digest())
  return new Uint8Array(gzipSync(Buffer.concat([body, end]), { level }))
}

function* documentRecords(
  kind: 'scene' | 'live',
  document: FileDocument,
): Iterable<[RecordName, Uint8Array]> {
  const { rows = [], snapshot, owners = [] } = document
  yield ['document', new TextEncoder().encode(kind)]
  if (rows.length > 0) yield ['rows', packRows(rows)]
  if (snapshot !== undefined) yield ['snapshot', snapshot]
  if (owners.length > 0) yield ['owners', packOwners(owners)]
}

export function packOwners(owners: readonly (readonly [number, string])[]): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, owners.length)
    for (const [client, member] of owners) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarString(encoder, member)
    }
  })
}

export const HEADER = { id: 'a-world-of-nobody', title: 'Trap', createdAt: 1 }

export function worldFile({ header = HEADER, scene = {}, live = {}, names = [], pictures = [] }: WorldFile) {
  return packFile([
    ['header', json(header)],
    ...documentRecords('scene', scene),
    ...documentRecords('live', live),
    ['names', json(names)],
    ...pictures.map((bytes) => ['picture', bytes] as const),
  ])
}

/** A history of so many rows, a letter each. */
export function longFile(rows: number): Uint8Array<ArrayBuffer> {
  const letters: ImportedRow[] = [row(sceneOf(8))]
  const doc = new Y.Doc()
  doc.clientID = 9
  doc.on('update', (bytes: Uint8Array) => letters.push(row(bytes)))
  const text = doc.getText('noise')
  for (let at = 0; at < rows; at++) text.insert(at, 'abcdefgh'.charAt(at % 8))
  const pages = Array.from({ length: Math.ceil(letters.length / PAGE_ROWS) }, (_, at) =>
    packRows(letters.slice(at * PAGE_ROWS, (at + 1) * PAGE_ROWS)),
  )
  return packFile([
    ['header', json(HEADER)],
    ['document', new TextEncoder().encode('scene')],
    ...pages.map((page) => ['rows', page] as const),
    ['document', new TextEncoder().encode('live')],
    ['names', json([])],
  ])
}

export const ROOT = 'root'

/** A scene as an update, written by a client: a root with a page. */
export function sceneOf(client: number, text = '# Trap\n'): Uint8Array {
  const scene = new Y.Doc()
  scene.clientID = client
  const root = parseArtifactId(ROOT)
  if (root === null) throw new Error('that is an id')
  initScene(scene, { root, title: 'Trap', name: 'Trap', text })
  return Y.encodeStateAsUpdate(scene)
}
