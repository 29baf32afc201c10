// Worlds' files that cost most for their size. Each is packed so well that sending it costs nothing.
import { gzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { encodeRecord, encodeStart, FORMAT } from '../../../../server/storage/archive/archive-format.ts'
import { packRows } from '../../../../server/storage/update-packing.ts'
import { makeArtifactId, parseArtifactId } from '../../../../shared/world/address.ts'
import { setText } from '../../../../shared/world/edits/text-edits.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { png } from '../../../unit/assets/made.ts'
import * as updates from './hostile-updates.ts'
import { HEADER, packFile, row, ROOT, sceneOf, worldFile } from './world-file.ts'

type File = Uint8Array<ArrayBuffer>

/** A file whose scene, or live document, has one more row. */
const inScene = (bytes: Uint8Array): File => worldFile({ scene: { rows: [row(sceneOf(8)), row(bytes)] } })
const inLive = (bytes: Uint8Array): File =>
  worldFile({ scene: { rows: [row(sceneOf(8))] }, live: { rows: [row(bytes)] } })

const MB = 1024 * 1024
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

/** A gigabyte and more of zeros behind a beginning that makes sense: members of gzip, one after the other. */
function zeros(): File {
  const start = gzipSync(Buffer.concat([encodeStart(FORMAT), encodeRecord('header', json(HEADER))]))
  const some = gzipSync(Buffer.alloc(64 * MB))
  return new Uint8Array(Buffer.concat([start, ...Array<Buffer>(20).fill(some)]))
}

/** Rows that say of themselves that they cannot be read. */
function broken(): File {
  const rows = Array.from({ length: 1000 }, () => row(new Uint8Array(64 * 1024), { quarantined: true }))
  return worldFile({ scene: { rows } })
}

/** Small rows, as many as a long history has. */
function manyRows(bytes: Uint8Array): File {
  const page = packRows(Array.from({ length: 1000 }, () => row(bytes)))
  return packFile([
    ['header', json(HEADER)],
    ['document', text('scene')],
    ...Array.from({ length: 300 }, () => ['rows', page] as const),
    ['document', text('live')],
    ['names', json([])],
  ])
}

/** Pages that are all anchors, each of which code wrote to. */
function anchors(): File {
  const root = parseArtifactId(ROOT)
  if (root === null) throw new Error('that is an id')
  const names = Array.from({ length: 60_000 }, (_, at) => `a${at}`)
  const page = names.map((name) => `#${name} 0`).join('\n')
  const scene = new Y.Doc()
  Y.applyUpdate(scene, sceneOf(8))
  setText({ view: createView(scene, null), origin: null }, root, page)
  const live = new Y.Doc()
  live.clientID = 9
  const writer = createLiveWriter(scene, live)
  live.transact(() => {
    writer.begin()
    writer.setPageValues(root, new Map(names.map((name) => [name, '1'])))
  })
  return worldFile({
    scene: { rows: [row(Y.encodeStateAsUpdate(scene))] },
    live: { rows: [row(Y.encodeStateAsUpdate(live))] },
  })
}

/** As many things as a world holds, made by code, each in the one before, and each with a memory. */
function chain(): File {
  const { bytes } = seededRandom(5)
  const live = new Y.Doc()
  live.clientID = 9
  const writer = createLiveWriter(new Y.Doc(), live)
  live.transact(() => {
    writer.begin()
    let host = makeArtifactId(bytes)
    for (let at = 0; at < 20_000; at++) {
      const id = makeArtifactId(bytes)
      writer.make(id, { name: 'Box', place: { host, x: 0, y: 0, facing: 'down', was: null } })
      writer.remember(id, 'words', 'x'.repeat(1000))
      host = id
    }
  })
  return inLive(Y.encodeStateAsUpdate(live))
}

const tiny = (at: number): Uint8Array => Buffer.concat([png(1, 1), Buffer.from(`${at}`)])

interface Hostile {
  readonly name: string
  readonly file: () => File
}

export const HOSTILE: readonly Hostile[] = [
  { name: 'a gigabyte of zeros', file: zeros },
  { name: 'rows that cannot be read', file: broken },
  { name: 'rows that say nothing', file: () => manyRows(Uint8Array.of(0, 0)) },
  { name: 'rows that say the same', file: () => manyRows(sceneOf(8)) },
  {
    name: 'millions of items that were collected',
    file: () => inScene(updates.collected(5_000_000)),
  },
  { name: 'millions of them in live', file: () => inLive(updates.collected(5_000_000)) },
  { name: 'a million holes', file: () => inScene(updates.holes(1_000_000)) },
  { name: 'letters at one spot', file: () => inScene(updates.atOneSpot(200_000)) },
  { name: 'one key again and again', file: () => inScene(updates.ofOneKey(20_000)) },
  { name: 'letters in reverse', file: () => inScene(updates.inReverse(3_000)) },
  { name: 'letters in reverse in live', file: () => inLive(updates.inReverse(3_000)) },
  { name: 'a client for each letter', file: () => inScene(updates.ofManyClients(20_000)) },
  { name: 'a value of millions', file: () => inScene(updates.oneValue(10_000_000)) },
  { name: 'millions of values', file: () => inLive(updates.manyValues(10_000_000)) },
  { name: 'maps in maps', file: () => inScene(updates.nested(100_000)) },
  { name: 'a root for each letter', file: () => inScene(updates.manyRoots(200_000)) },
  { name: 'a text full of holes', file: () => inScene(updates.riddled(200_000)) },
  { name: 'deletions of the same', file: () => inScene(updates.deletedAgain(1_000_000)) },
  {
    name: 'a snapshot that no rows made',
    file: () => worldFile({ live: { snapshot: updates.collected(5_000_000) } }),
  },
  {
    name: 'a header as deep as it is long',
    file: () => packFile([['header', text('['.repeat(5 * MB))]]),
  },
  {
    name: 'a hundred thousand names',
    file: () => worldFile({ names: Array.from({ length: 100_000 }, (_, at) => [`m${at}`, 'Vic'] as const) }),
  },
  {
    name: 'more pictures than any world',
    file: () => worldFile({ pictures: Array.from({ length: 10_001 }, (_, at) => tiny(at)) }),
  },
  { name: 'a page of anchors', file: anchors },
  { name: 'boxes in boxes', file: chain },
]
