// Worlds' files as nobody's Inkland writes them: any rows, owners, names and records, packed as the real ones are.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { encodeRecord, encodeStart, FORMAT, type RecordName } from '../../../server/storage/archive/format.ts'
import { packRows } from '../../../server/storage/packing.ts'
import type { ImportedRow } from '../../../server/storage/store.ts'
import { parseArtifactId, parseMemberId, type MemberId } from '../../../shared/world/address.ts'
import { initScene } from '../../../shared/world/scene.ts'

export interface FileDocument {
  readonly rows?: readonly ImportedRow[]
  readonly snapshot?: Uint8Array
  readonly owners?: readonly (readonly [number, string])[]
}

export interface WorldFile {
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

export function* documentRecords(
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

export const ROOT = 'root'

/** A scene as an update, written by a client: a root, and whatever `more` adds. */
export function sceneOf(client: number, more: (scene: Y.Doc) => void = () => {}): Uint8Array {
  const scene = new Y.Doc()
  scene.clientID = client
  const root = parseArtifactId(ROOT)
  if (root === null) throw new Error('that is an id')
  initScene(scene, { root, title: 'Trap', name: 'Trap', text: '# Trap\n' })
  more(scene)
  return Y.encodeStateAsUpdate(scene)
}
