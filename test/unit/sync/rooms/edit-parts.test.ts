// Large edits of the node: written as one, judged as one, and told and applied in parts.
import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { DEPTH_MAX } from '../../../../shared/json/plain-json.ts'
import { ROOTS_MAX } from '../../../../shared/world/limits.ts'
import { parseAuthorId } from '../../../../shared/world/author.ts'
import { partsIn, readUpdate } from '../../../../shared/yjs/update-reader.ts'
import { DIRECT_PARTS } from '../../../../shared/yjs/work-steps.ts'
import { RecordTaken } from '../../../../server/storage/store.ts'
import { ada, bob, makeWorld } from '../../../contract/made.ts'
import { startNode } from '../node.ts'
import { openStock } from '../stock.ts'
import { until } from '../until.ts'

const [ROWS, RUNS] = [60, 100]
/** About so many runs are told at once. */
const TOLD_PARTS = 1_500
const PADDING = 'padding '.repeat(600)
const note = { kind: 'merge', id: 'm1' } as const

/** A world with a long text, held. */
async function garden() {
  const node = await startNode()
  const world = await makeWorld(node.store, 'garden')
  const held = await node.sync.hold(world)
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'word '.repeat(ROWS * RUNS))
  await held.scene.append(Y.encodeStateAsUpdate(doc), ada)
  const key = { world: world.key, kind: 'scene' } as const
  const rows = async () => node.store.log(key, 0, 9_999)
  const now = (): Y.Doc => {
    const now = new Y.Doc()
    for (const update of held.scene.updates()) Y.applyUpdate(now, update)
    return now
  }
  return { node, world, held, doc, rows, now }
}

/** What a change of a document writes, in a row each. */
function editsOf(base: Y.Doc, change: (doc: Y.Doc) => void) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  const edits: { update: Uint8Array; note: typeof note }[] = []
  doc.on('update', (update: Uint8Array) => edits.push({ update, note }))
  change(doc)
  return { edits, doc }
}

/** A letter behind each word, from the last one on. */
const letters = (doc: Y.Doc): void => {
  const text = doc.getText('text')
  for (let row = ROWS - 1; row >= 0; row--)
    doc.transact(() => {
      for (let at = RUNS - 1; at >= 0; at--) text.insert((row * RUNS + at) * 5 + 4, 'x')
    })
}

it('[HI43] a large edit is on the disk before any of it is told, and then applied and told in parts, in order', async () => {
  const { node, held, doc, rows, now } = await garden()
  const { edits, doc: merged } = editsOf(doc, letters)
  const reader = openStock(node.url, 'ada/garden')
  await until(() => reader.synced, 'the reader has read')
  const told: { turn: number; parts: number; rows: Promise<number> }[] = []
  let turn = 0
  const count = (): void => void (turn++, (counting = setImmediate(count)))
  let counting = setImmediate(count)
  reader.doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== reader) return
    const reading = readUpdate(update)
    told.push({
      turn,
      parts: reading === null ? 0 : partsIn(reading),
      rows: rows().then(({ length }) => length),
    })
    // Somebody writes between the parts, right behind a letter of the first one.
    if (told.length === 1)
      reader.doc.getText('text').insert(reader.doc.getText('text').toJSON().indexOf('x') + 1, 'y')
  })
  const late = until(() => told.length > 0, 'a part is told').then(() => openStock(node.url, 'ada/garden'))
  const sequences = await held.scene.writeAll(edits, ada)
  clearImmediate(counting)
  expect(sequences).toHaveLength(ROWS)
  await until(async () => (await rows()).length === ROWS + 2, 'the edit between is stored')
  const log = await rows()
  expect(log.slice(1, -1).map(({ sequence, note }) => [sequence, note])).toEqual(
    sequences.map((each) => [each, note]),
  )
  expect(await Promise.all(told.map((each) => each.rows))).not.toContain(1)
  // A browser draws no more states in between than it must: none takes it long.
  expect(told.length).toBe(Math.ceil((ROWS * RUNS) / TOLD_PARTS))
  expect(Math.max(...told.map(({ parts }) => parts))).toBeLessThan(TOLD_PARTS + DIRECT_PARTS)
  expect(new Set(told.map((each) => each.turn)).size).toBe(told.length)
  const all = now().getText('text').toJSON()
  expect(all.replace('y', '')).toBe(merged.getText('text').toJSON())
  const other = await late
  await until(
    () => other.synced && other.doc.getText('text').toJSON() === all,
    'one who came meanwhile has all',
  )
  expect(reader.doc.getText('text').toJSON()).toBe(all)
  for (const each of [reader, other]) each.destroy()
  await node.stop()
})

it('[HI43] one who follows within the node has a large edit when it is answered, told of it in larger parts', async () => {
  const { node, held, doc } = await garden()
  const { edits, doc: merged } = editsOf(doc, letters)
  const copy = new Y.Doc()
  for (const update of held.scene.updates()) Y.applyUpdate(copy, update)
  let told = 0
  held.scene.onStored((update) => {
    told++
    Y.applyUpdate(copy, update)
  })
  await held.scene.writeAll(edits, ada)
  expect(copy.getText('text').toJSON()).toBe(merged.getText('text').toJSON())
  expect(told).toBeGreaterThan(1)
  expect(told).toBeLessThan(5)
  expect(await held.scene.writeAll(edits, ada)).toEqual([])
  await node.stop()
})

it('[HI43] bounds hold for a large edit as a whole: how deep it is nested, and how many roots it has', async () => {
  const { node, held, doc, rows } = await garden()
  // Each row is a part of its own, with one level.
  const nested = (levels: number) => (edited: Y.Doc) => {
    let map: Y.Map<unknown> = edited.getMap('artifacts')
    for (let level = 0; level < levels; level++) {
      const inner = new Y.Map<unknown>([['padding', PADDING]])
      map.set('in', inner)
      map = inner
    }
  }
  const rooted = (count: number) => (edited: Y.Doc) => {
    for (let n = 0; n < count; n++) edited.getMap(`root${n}`).set('padding', PADDING)
  }
  const write = (change: (doc: Y.Doc) => void) => held.scene.writeAll(editsOf(doc, change).edits, ada)
  await expect(write(nested(DEPTH_MAX + 1))).rejects.toThrow('nested deeper')
  await expect(write(rooted(ROOTS_MAX + 1))).rejects.toThrow('root types')
  expect(await rows()).toHaveLength(1)
  expect(await write(nested(DEPTH_MAX))).toHaveLength(DEPTH_MAX)
  await node.stop()
})

it('[HI43] a type of a large edit counts as deep as it stands, beside letters that were judged before it', async () => {
  const { node, held, doc, rows } = await garden()
  const base = Y.encodeStateVector(doc)
  const maps: Y.Map<unknown>[] = [doc.getMap('artifacts')]
  for (const map of maps) if (maps.length < DEPTH_MAX) maps.push(map.set('in', new Y.Map<unknown>()))
  for (const map of maps.slice(-2)) map.set('list', new Y.Array())
  await held.scene.append(Y.encodeStateAsUpdate(doc, base), ada)
  /** Five rows, each of them a part: values, and behind them a map. */
  const pushed = (levels: number) =>
    editsOf(doc, (edited) => {
      let map: unknown = edited.getMap('artifacts')
      for (let level = 0; level < levels; level++) map = map instanceof Y.Map ? map.get('in') : null
      const list = map instanceof Y.Map ? map.get('list') : null
      if (!(list instanceof Y.Array)) throw new Error('there is no list')
      for (let n = 0; n < 4; n++) list.push([PADDING])
      list.push([new Y.Map([['padding', PADDING]])])
    }).edits
  await expect(held.scene.writeAll(pushed(DEPTH_MAX - 1), ada)).rejects.toThrow('nested deeper')
  expect(await rows()).toHaveLength(2)
  expect(await held.scene.writeAll(pushed(DEPTH_MAX - 2), ada)).toHaveLength(5)
  await node.stop()
})

it('[HI43] what was found out of a large edit is not asked again, and is where somebody wrote in its name', async () => {
  const { node, world, held, doc, rows, now } = await garden()
  const other = await node.sync.hold(world)
  const { edits, doc: merged } = editsOf(doc, letters)
  await held.scene.judgeAll(edits, ada)
  const { edits: between } = editsOf(doc, (edited) => edited.getText('text').insert(0, 'first '))
  await other.scene.append(between[0]?.update ?? new Uint8Array(), bob)
  expect(await held.scene.writeAll(edits, ada)).toHaveLength(ROWS)
  expect(now().getText('text').toJSON()).toBe(`first ${merged.getText('text').toJSON()}`)
  const again = editsOf(now(), letters)
  await held.scene.judgeAll(again.edits, ada)
  const { edits: forgery } = editsOf(now(), (edited) => {
    edited.clientID = again.doc.clientID
    edited.getText('text').insert(0, 'a')
  })
  await other.scene.append(forgery[0]?.update ?? new Uint8Array(), bob)
  await expect(held.scene.writeAll(again.edits, ada)).rejects.toThrow('someone else’s name')
  expect(await rows()).toHaveLength(ROWS + 3)
  await node.stop()
})

it('[HI43] nothing of a large edit is kept where a record is taken, or a part rests on what is missing', async () => {
  const { node, held, doc, rows, now } = await garden()
  const records = [{ kind: 'draft', id: 'd', value: 1, isNew: true }] as const
  await node.store.changeRecords(records)
  const { edits, doc: merged } = editsOf(doc, letters)
  const before = now().getText('text').toJSON()
  await expect(held.scene.writeAll(edits, ada, { records })).rejects.toThrow(RecordTaken)
  await expect(held.scene.writeAll(edits.toSpliced(ROWS / 2, 1), ada)).rejects.toThrow('not in the log')
  expect([now().getText('text').toJSON(), (await rows()).length]).toEqual([before, 1])
  await held.scene.writeAll(edits, ada)
  expect(now().getText('text').toJSON()).toBe(merged.getText('text').toJSON())
  await node.stop()
})

it('[HI43] a large edit is refused where somebody else wrote under its client id while it was judged', async () => {
  const { node, world, held, doc, rows } = await garden()
  const { edits, doc: merged } = editsOf(doc, letters)
  const { doc: forged, edits: forgery } = editsOf(doc, (edited) => {
    edited.clientID = merged.clientID
    edited.getText('text').insert(0, 'a')
  })
  const other = await node.sync.hold(world)
  const written = held.scene.writeAll(edits, ada)
  await other.scene.append(forgery[0]?.update ?? new Uint8Array(), bob)
  await expect(written).rejects.toThrow('someone else’s name')
  expect((await rows()).map(({ member }) => member)).toEqual([ada, bob])
  expect(forged.clientID).toBe(merged.clientID)
  await node.stop()
})

it('[HI43] one edit of many letters is cut in parts, and one that names its authors keeps its rows', async () => {
  const { node, held, doc, rows, now } = await garden()
  const { edits, doc: merged } = editsOf(doc, (edited) => edited.transact(() => letters(edited)))
  const author = parseAuthorId('bob')
  const [sequence] = await held.scene.writeAll(
    edits.map((edit) => ({ ...edit, ...(author && { author }), writtenAt: 5 })),
    ada,
  )
  expect((await rows()).slice(1)).toMatchObject([{ sequence, author, writtenAt: 5, note }])
  expect(now().getText('text').toJSON()).toBe(merged.getText('text').toJSON())
  await node.stop()
})
