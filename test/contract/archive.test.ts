// A world as one file: nothing is lost on the way, and a file that is not whole and ours leaves nothing
// behind.
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as encoding from 'lib0/encoding'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  ANONYMOUS,
  BEHAVIOR,
  HOST,
  OWNER,
  parseArtifactId,
  type RandomBytes,
} from '../../shared/world/address.ts'
import { liveArtifacts, liveTextIn, nowMap } from '../../shared/world/live/live-document.ts'
import { createLiveWriter } from '../../shared/world/live/live-writer.ts'
import { memoryOf } from '../../shared/world/live/live-state.ts'
import { mapIn } from '../../shared/world/scene/scene.ts'
import {
  ArchiveRefusal,
  exportWorld,
  importWorld,
  type ImportedVersion,
  type FileJob,
} from '../../server/storage/archive/world-file.ts'
import {
  encodeRecord,
  PAGE_OWNERS,
  PAGE_ROWS,
  PAYLOAD_BYTES_MAX,
  PREFIX_BYTES,
} from '../../server/storage/archive/archive-format.ts'
import { MAGIC } from '../../server/storage/archive/archive-format.ts'
import { parseAuthorId } from '../../shared/world/author.ts'
import { StoreFault, type Store } from '../../server/storage/store.ts'
import type { WorldRecord } from '../../server/contracts/world-record.ts'
import { judgeFile } from '../../server/sync/file-import/world-file-check.ts'
import { createFaultyStore } from '../fault/disk/faulty-store.ts'
import { temporaryFolder } from '../process.ts'
import { ada, at, bob, documentOf, makeWorld, nobody, textOf, typed, update } from './made.ts'
import { stores } from './stores.ts'
import { IS_HARD } from '../hard.ts'

const random: RandomBytes = (bytes) => randomBytes(bytes)
const folder = temporaryFolder()
const options = {
  address: at('eva/imported'),
  at: 1_000_000,
  random,
  folder,
  judge: (job: FileJob) => Promise.resolve(judgeFile(job)),
}
/** Nothing of a file is left beside the worlds, however it ended. */
afterEach(async () => expect(await readdir(folder)).toEqual([]))

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of chunks) parts.push(part)
  return Buffer.concat(parts)
}

async function* inPieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  yield new Uint8Array()
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

/**
 * A world with everything in it: two documents, three members, a snapshot, a merged row, one in quarantine.
 */
async function fullWorld(store: Store): Promise<WorldRecord> {
  const world = await makeWorld(store, 'garden', { title: 'My Garden', at: 500 })
  const [scene, live] = [documentOf(world), documentOf(world, 'live')]
  await store.nameMember({ id: ada, name: 'Ada' })
  await store.nameMember({ id: bob, name: 'Bob' })
  const mine = typed(1, 'hello').map((bytes, n) => update(scene, n, { bytes, claims: n === 0 ? [1] : [] }))
  const theirs = typed(2, 'you').map((bytes, n) =>
    update(scene, 10 + n, { bytes, member: bob, claims: n === 0 ? [2] : [] }),
  )
  const sequences = await store.append([...mine, ...theirs])
  await store.snapshot(scene, sequences[5]!, Y.mergeUpdates([...mine, theirs[0]!].map(({ bytes }) => bytes)))
  await store.compact(scene, { before: 10_000, gapMs: 10_000, bytesMax: 10_000 })
  await store.quarantine(scene, sequences[7]!)
  await store.append([update(live, 1, { bytes: liveState(), member: nobody, claims: [3] })])
  return (await store.findById(world.id))!
}

const BALL = parseArtifactId('ball')!

/** A ball that code made, and somebody who is there and says something. */
function liveState(): Uint8Array {
  const live = new Y.Doc()
  live.clientID = 3
  const writer = createLiveWriter(new Y.Doc(), live)
  live.transact(() => {
    writer.begin()
    writer.make(BALL, {
      name: 'Ball',
      place: { host: 'limbo', x: 0, y: 0, facing: 'down', was: null },
      text: '# Ball',
    })
    writer.remember(BALL, 'bounces', 5)
    writer.say({ by: null, person: 'Ada', voice: 'say', words: 'I resign.', at: 5, on: BALL })
    writer.setOutcome('session', 1, { ok: true, why: null }, 5)
  })
  return Y.encodeStateAsUpdate(live)
}

/** Everything of a world's scene but its numbers, which are the store's own. */
async function contentOf(store: Store, world: WorldRecord) {
  const document = documentOf(world)
  const { snapshot, tail, clients } = await store.open(document)
  const rows = await store.log(document, 0, 1000)
  return {
    text: textOf([...(snapshot === null ? [] : [snapshot]), ...tail.map((row) => row.bytes)]),
    clients,
    rows: rows.map((row) => ({ ...row, sequence: 0 })),
  }
}

/** The live document of a world, and its writers. */
async function liveOf(store: Store, world: WorldRecord) {
  const document = documentOf(world, 'live')
  const { tail, clients } = await store.open(document)
  const live = new Y.Doc()
  for (const { bytes } of tail) Y.applyUpdate(live, bytes)
  const rows = await store.log(document, 0, 1000)
  return {
    sections: [...(nowMap(live)?.keys() ?? [])].sort(),
    ball: liveTextIn(mapIn(liveArtifacts(live), BALL)),
    memory: memoryOf(live, BALL),
    writers: new Set([...clients.values(), ...rows.map(({ member }) => member)]),
  }
}

/** A file is made and read by what every store keeps to: one each day, all in the long form. */
const SOME = IS_HARD ? stores : stores.filter(({ name }) => name === 'SQLite')
/** Of the bytes of a file so many make one change; in the long form every one does. */
const STEP = IS_HARD ? 1 : 9

describe.each(stores)('a whole world as a file: $name', ({ open }) => {
  test('an imported world has all of it: log, snapshot, owners, names; with its id, on a new line', async () => {
    await using from = await open()
    await using to = await open()
    const world = await fullWorld(from.store)
    const imported = await importWorld(to.store, exportWorld(from.store, world), options)
    expect(imported).toMatchObject({
      id: world.id,
      address: options.address,
      title: 'My Garden',
      createdAt: 500,
    })
    expect(imported.changedAt).toBe(world.changedAt)
    expect(imported.line).not.toBe(world.line)
    expect(await contentOf(to.store, imported)).toEqual(await contentOf(from.store, world))
    expect(await to.store.members()).toEqual([
      { id: ada, name: 'Ada (from a file)' },
      { id: bob, name: 'Bob (from a file)' },
    ])
    expect(await to.store.worlds('here')).toEqual([imported])
  })
})

describe.each(SOME)('a world as a file: $name', ({ open }) => {
  test('[L7] of how it was, things and what their programs keep come through, written by the owner; nobody speaks', async () => {
    await using from = await open()
    await using to = await open()
    const world = await fullWorld(from.store)
    expect((await liveOf(from.store, world)).sections).toContain('speech')
    const imported = await importWorld(to.store, exportWorld(from.store, world), options)
    expect(await liveOf(to.store, imported)).toEqual({
      sections: ['artifacts', 'memory', 'meta'],
      ball: '# Ball',
      memory: { bounces: 5 },
      writers: new Set([OWNER]),
    })
  })

  test('[L7] a file names nobody who is of this node, nor what is no person', async () => {
    await using from = await open()
    await using to = await open()
    const world = await fullWorld(from.store)
    for (const id of [OWNER, BEHAVIOR, HOST, ANONYMOUS]) {
      await from.store.nameMember({ id, name: 'Victim' })
      await from.store.append([update(documentOf(world), 50, { member: id, bytes: typed(60, 'x')[0]! })])
    }
    await importWorld(to.store, exportWorld(from.store, world), {
      ...options,
      memberAs: async (id) => (id === bob ? nobody : id),
    })
    expect(await to.store.members()).toEqual([{ id: ada, name: 'Ada (from a file)' }])
    const again = { ...options, address: at('eva/again') }
    const file = exportWorld(to.store, (await to.store.find(options.address))!)
    await importWorld(to.store, file, again)
    await using third = await open()
    await importWorld(third.store, exportWorld(to.store, (await to.store.find(again.address))!), options)
    expect(await third.store.members()).toEqual([{ id: ada, name: 'Ada (from a file)' }])
  })

  test('where its id is known already, also in the bin, an imported world gets a new one', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await fullWorld(store)
    await store.bin(world.key, 5)
    const imported = await importWorld(store, exportWorld(store, world), options)
    expect(imported.id).not.toBe(world.id)
    expect(imported.binnedAt).toBeNull()
    expect(await contentOf(store, imported)).toEqual(await contentOf(store, world))
  })

  test('names that people have here are not replaced, and no time is later than now', async () => {
    await using from = await open()
    await using to = await open()
    const world = await fullWorld(from.store)
    await to.store.nameMember({ id: ada, name: 'Adele' })
    const imported = await importWorld(to.store, exportWorld(from.store, world), { ...options, at: 300 })
    expect(await to.store.members()).toMatchObject([{ name: 'Adele' }, { name: 'Bob (from a file)' }])
    expect(imported.createdAt).toBe(300)
    const rows = await to.store.log(documentOf(imported), 0, 100)
    expect(new Set(rows.flatMap((row) => [row.firstAt, row.lastAt]))).toEqual(new Set([300]))
  })

  test('[HI22] rows keep who wrote them, why and when, and all revisions stay', async () => {
    await using from = await open()
    await using to = await open()
    const world = await makeWorld(from.store, 'garden')
    const scene = documentOf(world)
    await from.store.nameMember({ id: ada, name: 'Ada' })
    const origins = [
      {},
      { author: parseAuthorId('program:lamp')! },
      { author: parseAuthorId('agent:ada:s1')!, writtenAt: 7 },
      { author: ada, note: { kind: 'merge', id: 'm1' } as const },
      {},
    ]
    const letters = typed(1, 'hello')
    const twice = [letters[0]!, ...letters.slice(0, 2), ...letters]
    await from.store.append(
      twice.map((bytes, n) => update(scene, n, { bytes, member: bob, ...origins[n % origins.length] })),
    )
    const original = await from.store.log(scene, 0, 99)
    const imported = await importWorld(to.store, exportWorld(from.store, world), options)
    const rows = await to.store.log(documentOf(imported), 0, 99)
    // What only says again what was said belongs to the row before it.
    expect(rows.map(({ updates }) => updates)).toEqual([2, 3, 1, 1, 1])
    expect(rows.reduce((sum, row) => sum + row.updates, 0)).toBe(original.length)
    expect(textOf(rows.map(({ bytes }) => bytes))).toBe('hello')
    const kept = [0, 2, 5, 6, 7].map((n) => origins[n % origins.length])
    expect(rows.map(({ author, note, writtenAt }) => ({ author, note, writtenAt }))).toEqual(kept)
    expect(await to.store.membersBy([ada])).toHaveLength(1)
  })

  test('an older Inkland reads a world whose rows say no more than their member', async () => {
    await using from = await open()
    const { store } = from
    const world = await fullWorld(store)
    const formatOf = async () => gunzipSync(await bytesOf(exportWorld(store, world)))[MAGIC.length]
    expect(await formatOf()).toBe(1)
    await store.append([update(documentOf(world), 9, { bytes: typed(9, 'x')[0]!, author: bob })])
    expect(await formatOf()).toBe(3)
  })

  test('[HI25] versions go along, and hold their rows where they come in', async () => {
    await using from = await open()
    const world = await fullWorld(from.store)
    const rows = await from.store.log(documentOf(world), 0, 99)
    const all = rows.reduce((sum, row) => sum + row.updates, 0)
    const version = { note: 'a note', at: 9, lastAt: 0, by: ada, isAutomatic: false }
    const versions = [
      { ...version, name: 'the end', revision: all },
      { ...version, name: 'first', revision: rows[0]?.updates ?? 0, isAutomatic: true, by: null },
      // A file may say anything: of what is not there nothing comes in.
      { ...version, name: 'beyond', revision: all + 1 },
    ]
    const file = () => exportWorld(from.store, world, { versions })
    expect(gunzipSync(await bytesOf(file()))[MAGIC.length]).toBe(4)
    await using to = await open()
    const noted: { readonly line: string; readonly list: readonly ImportedVersion[] }[] = []
    const imported = await importWorld(to.store, file(), {
      ...options,
      onVersions: (at, list) => Promise.resolve(void noted.push({ line: at.line, list })),
    })
    const [told] = noted
    expect([noted.length, told?.line]).toEqual([1, imported.line])
    const here = await to.store.log(documentOf(imported), 0, 99)
    expect(told?.list).toMatchObject([
      { ...versions[1], lastAt: here[0]?.lastAt, revision: here[0]?.updates },
      { ...versions[0], lastAt: here.at(-1)?.lastAt, by: ada },
    ])
    const pins = await to.store.pins(documentOf(imported))
    expect(pins).toEqual([
      { sequence: here[0]?.sequence, name: told?.list[0]?.id },
      { sequence: here.at(-1)?.sequence, name: told?.list[1]?.id },
    ])
  })

  test('[HI25] of a world that is not made no version stays', async () => {
    await using opened = await open()
    const { store } = opened
    const world = await fullWorld(store)
    const version = { name: 'v', note: '', revision: 1, at: 9, lastAt: 0, by: null, isAutomatic: false }
    const noted: number[] = []
    const again = importWorld(store, exportWorld(store, world, { versions: [version] }), {
      ...options,
      address: world.address,
      onVersions: (_world, list) => Promise.resolve(void noted.push(list.length)),
    })
    await expect(again).rejects.toThrow(ArchiveRefusal)
    expect(noted).toEqual([1, 0])
  })

  test.each([
    ['a name that is too long', [{ name: 'n'.repeat(81) }]],
    ['more than a world may have', Array.from({ length: 1_001 }, () => ({}))],
  ])('[HI25] a file is refused whose versions have %s', async (_what, changed) => {
    await using opened = await open()
    const { store } = opened
    const usual = { name: 'v', note: '', revision: 1, at: 9, lastAt: 0, by: null, isAutomatic: false }
    const versions = changed.map((each) => ({ ...usual, ...each }))
    const file = exportWorld(store, await fullWorld(store), { versions })
    await expect(importWorld(store, file, options)).rejects.toThrow(ArchiveRefusal)
  })

  test('an empty world goes through too', async () => {
    await using opened = await open()
    const world = await makeWorld(opened.store, 'garden')
    const imported = await importWorld(opened.store, exportWorld(opened.store, world), options)
    expect(await contentOf(opened.store, imported)).toEqual(await contentOf(opened.store, world))
  })

  test.runIf(IS_HARD)(
    'what is appended and merged during an export is there whole or not at all',
    async () => {
      await using from = await open()
      await using to = await open()
      const world = await makeWorld(from.store, 'garden')
      const document = documentOf(world)
      const updates = typed(1, 'x'.repeat(3000)).map((bytes, n) =>
        update(document, n, { bytes, claims: n === 0 ? [1] : [] }),
      )
      await from.store.append(updates.slice(0, 2500))
      const file = exportWorld(from.store, world)
      const begun = await file.next()
      const later = await from.store.append([
        ...updates.slice(2500),
        update(document, 9, { bytes: typed(5, 'y')[0]!, claims: [5] }),
      ])
      await from.store.snapshot(document, later.at(-1)!, new Uint8Array([0, 0]))
      await from.store.compact(document, { before: 1e9, gapMs: 1e9, bytesMax: 1e9 })
      const rest = await bytesOf(file)
      const whole = Buffer.concat([begun.value ?? new Uint8Array(), rest])
      const imported = await importWorld(to.store, inPieces(whole), options)
      const rows = await to.store.log(documentOf(imported), 0, 10_000)
      const count = rows.reduce((sum, row) => sum + row.updates, 0)
      expect(count).toBeGreaterThanOrEqual(2500)
      const { clients } = await to.store.open(documentOf(imported))
      expect(clients.get(1)).toBe(ada)
      expect(textOf(rows.map((row) => row.bytes))).toMatch(/^x{2500,3000}y?$|^yx{2500,3000}$/)
    },
  )
})

describe('files that are refused', () => {
  const [memory] = stores
  const openMemory = memory!.open

  async function refused(store: Store, file: Uint8Array, sentence: RegExp): Promise<void> {
    const before = await store.worlds('here')
    const error: unknown = await importWorld(store, inPieces(file), options).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ArchiveRefusal)
    expect(String(error)).toMatch(sentence)
    expect(await store.worlds('here')).toEqual(before)
    expect(await store.find(options.address)).toBeNull()
  }

  test.each(SOME)(
    'a file cut off anywhere is refused whole, and nothing of it is left: $name',
    async ({ open }) => {
      await using opened = await open()
      const { store } = opened
      const file = await bytesOf(exportWorld(store, await fullWorld(store)))
      const cuts = Array.from({ length: 12 }, (_, n) => Math.floor((file.length * n) / 12))
      for (const cut of [...cuts, file.length - 1])
        await refused(store, file.subarray(0, cut), /ends too early/)
      // The number of the next world shows that each staged one was destroyed, not kept unseen.
      const imported = await importWorld(store, inPieces(file), options)
      await store.bin(imported.key, 1)
      await store.destroy(imported.key)
      expect(await store.worlds('here')).toHaveLength(1)
    },
  )

  test('a file in which one byte was changed is refused', async () => {
    await using opened = await openMemory()
    const { store } = opened
    const content = gunzipSync(await bytesOf(exportWorld(store, await fullWorld(store))))
    for (let n = 0; n < content.length; n += STEP) {
      const changed = Buffer.from(content)
      changed[n] = (changed[n] ?? 0) ^ 1
      await refused(store, gzipSync(changed, { level: 1 }), /./)
    }
  })

  test('bytes after the end are refused', async () => {
    await using opened = await openMemory()
    const content = gunzipSync(await bytesOf(exportWorld(opened.store, await fullWorld(opened.store))))
    await refused(opened.store, gzipSync(Buffer.concat([content, Buffer.of(0)])), /damaged/)
  })

  test('another kind of file, or one of a newer format, is refused and says so', async () => {
    await using opened = await openMemory()
    const { store } = opened
    await refused(store, Buffer.from('a picture'), /not a world/)
    await refused(store, gzipSync('a page'), /ends too early|not a world/)
    await refused(store, gzipSync('something else altogether'), /not a world/)
    await refused(store, new Uint8Array(), /ends too early/)
    await refused(store, gzipSync('INKLAND\n\x05'), /format 5.*newer/)
  })

  test('a length over the bound is refused before anything is kept for it', async () => {
    await using opened = await openMemory()
    const start = gunzipSync(
      await bytesOf(exportWorld(opened.store, await fullWorld(opened.store))),
    ).subarray(0, 9)
    const record = encodeRecord('header', new Uint8Array())
    new DataView(record.buffer).setUint32(1, PAYLOAD_BYTES_MAX + 1)
    await refused(opened.store, gzipSync(Buffer.concat([start, record])), /more than a world can/)
  })

  test('more rows or owners in one record than are written are refused before they are read', async () => {
    await using opened = await openMemory()
    const { store } = opened
    const content = gunzipSync(await bytesOf(exportWorld(store, await makeWorld(store, 'garden'))))
    const [header, document] = recordsOf(content)
    const most = { rows: PAGE_ROWS, owners: PAGE_OWNERS } as const
    for (const name of ['rows', 'owners'] as const) {
      const count = encoding.encode((encoder) => encoding.writeVarUint(encoder, most[name] + 1))
      const file = [content.subarray(0, 9), header!, document!, encodeRecord(name, count)]
      await refused(store, gzipSync(Buffer.concat(file)), /more than a world can/)
    }
  })

  test('records in another order are refused', async () => {
    await using opened = await openMemory()
    const { store } = opened
    const content = gunzipSync(await bytesOf(exportWorld(store, await fullWorld(store))))
    const records = recordsOf(content)
    for (const [index, record] of records.entries()) {
      const without = records.filter((each) => each !== record)
      const file = [content.subarray(0, 9), ...without, record]
      if (index < records.length - 1) await refused(store, gzipSync(Buffer.concat(file)), /./)
    }
  })

  test('a row that no document could apply is imported into quarantine', async () => {
    await using from = await openMemory()
    await using to = await openMemory()
    const world = await makeWorld(from.store, 'garden')
    const [good] = typed(1, 'a')
    const [, resting] = typed(2, 'ab')
    await from.store.append([
      update(documentOf(world), 1, { bytes: good! }),
      update(documentOf(world), 99),
      update(documentOf(world), 2, { bytes: resting! }),
    ])
    const imported = await importWorld(to.store, exportWorld(from.store, world), options)
    const rows = await to.store.log(documentOf(imported), 0, 10)
    expect(rows.map((row) => row.quarantined)).toEqual([false, true, true])
  })

  test('an address that is taken is refused', async () => {
    await using opened = await openMemory()
    const { store } = opened
    const world = await fullWorld(store)
    const again = importWorld(store, exportWorld(store, world), { ...options, address: world.address })
    await expect(again).rejects.toThrow(/already a world at ada\/garden/)
    expect(await store.worlds('here')).toHaveLength(1)
  })

  test('what goes wrong with the sender or the disk is passed on as it is, and nothing is left', async () => {
    await using opened = await openMemory()
    const { store } = opened
    const file = await bytesOf(exportWorld(store, await fullWorld(store)))
    const broken = async function* () {
      yield file.subarray(0, 50)
      throw new TypeError('the line went dead')
    }
    await expect(importWorld(store, broken(), options)).rejects.toThrow(new TypeError('the line went dead'))
    let calls = 0
    for (let n = 1; ; n += 1) {
      calls = 0
      const faulty = createFaultyStore(store, { failOn: (call) => call !== 'destroy' && (calls += 1) === n })
      const result: unknown = await importWorld(faulty, inPieces(file), options).catch(
        (error: unknown) => error,
      )
      if (!(result instanceof Error)) break
      expect(result).toBeInstanceOf(StoreFault)
      expect(await store.worlds('here')).toHaveLength(1)
    }
    expect(calls).toBeGreaterThan(7)
    expect(await store.worlds('here')).toHaveLength(2)
  })
})

function recordsOf(content: Buffer): Buffer[] {
  const records: Buffer[] = []
  for (let from = 9; from < content.length;) {
    const end = from + PREFIX_BYTES + content.readUInt32BE(from + 1)
    records.push(content.subarray(from, end))
    from = end
  }
  return records
}
