// Nobody writes as another: an update that continues somebody else's client id is refused, in any wrapping,
// and the log names the true member of every update.
import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStore } from '../support/memory-store/memory-store.ts'
import { CLOSE, presenceFrame, syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { parseAddress, parseMemberId } from '../../shared/world/address.ts'
import { createFaultyStore } from '../fault/disk/faulty-store.ts'
import { contentOf } from '../simulation/content.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { CLIENTS, Table } from './table.ts'
import { IS_HARD } from '../hard.ts'

const ADA = 1001
const MALLORY = 1666
/** An id that Ada is about to use for the first time. */
const FRESH = 1002

/** How long the hard run may take, in ms. */
const HARD_MS = 600_000

/** A document that writes under an id, on top of the given state. */
function writer(client: number, base: Uint8Array = Y.encodeStateAsUpdate(new Y.Doc())): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, base)
  doc.clientID = client
  return doc
}

/** The update of an edit, and nothing else. */
function added(doc: Y.Doc, edit: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc)
  edit(doc)
  return Y.encodeStateAsUpdate(doc, before)
}

const write = (text: string) => (doc: Y.Doc) => doc.getText('text').insert(0, text)

/** The presence of one tab. */
function present(client: number): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [1, client, 1]) encoding.writeVarUint(encoder, number)
  encoding.writeVarString(encoder, JSON.stringify({ cursor: null }))
  return presenceFrame(encoding.toUint8Array(encoder))
}

/** Frames that Mallory sends, given the whole state; each continues Ada's id. */
const WAYS: Readonly<Record<string, (base: Uint8Array) => Uint8Array>> = {
  directly: (base) => added(writer(ADA, base), write('forged')),
  'as a thing': (base) => added(writer(ADA, base), (doc) => doc.getMap('artifacts').set('lamp', new Y.Map())),
  'as the title': (base) => added(writer(ADA, base), (doc) => doc.getMap('meta').set('title', 'forged')),
  'with a hole before': (base) => {
    const doc = writer(ADA, base)
    write('lost')(doc)
    return added(doc, write('forged'))
  },
  'merged behind their own': (base) =>
    Y.mergeUpdates([added(writer(MALLORY), write('own')), added(writer(ADA, base), write('forged'))]),
  'under their own': (base) => {
    const doc = writer(MALLORY, base)
    write('own')(doc)
    doc.clientID = ADA
    return added(doc, write('forged'))
  },
  'with all there is and their own': (base) => {
    const doc = writer(MALLORY, base)
    write('own')(doc)
    doc.clientID = ADA
    write('forged')(doc)
    return Y.encodeStateAsUpdate(doc)
  },
  'with all there is told otherwise': (base) => {
    const doc = writer(ADA)
    doc.getText('text').insert(0, 'x'.repeat(2 * clockIn(base, ADA)))
    return Y.encodeStateAsUpdate(doc)
  },
  'beside a deletion': (base) =>
    added(writer(ADA, base), (doc) => {
      doc.getText('text').delete(0, 1)
      write('forged')(doc)
    }),
}

function clockIn(update: Uint8Array, client: number): number {
  return Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update)).get(client) ?? 0
}

/** Answers all there is, once Ada wrote something. */
async function adaWrote(table: Table): Promise<Uint8Array> {
  const ada = await table.sit('ada', 'inkland')
  const doc = writer(ADA, Y.encodeStateAsUpdate(ada.doc))
  ada.send(syncFrame('update', added(doc, write('from Ada'))))
  await table.time.pass(100)
  expect(ada.saved).toBe(1)
  return Y.encodeStateAsUpdate(doc)
}

it("[S5] an edit under another's client id is refused, however it is wrapped", async () => {
  let attempts = 0
  for (const [way, forge] of Object.entries(WAYS)) {
    for (const kind of CLIENTS) {
      for (const step of ['update', 'step2'] as const) {
        const table = new Table()
        const base = await adaWrote(table)
        const before = await table.log()
        const bob = await table.sit('bob', 'stock')
        const mallory = await table.sit('mallory', kind)
        mallory.send(syncFrame(step, forge(base)))
        await table.time.pass(100)
        attempts++
        const note = `${way}, in a ${step} of a ${kind} client`
        expect(mallory.refusal, note).toBe(kind === 'stock' ? CLOSE.identity : 'identity')
        expect(await table.log(), note).toEqual(before)
        expect(contentOf(bob.doc), note).toBe(contentOf(writer(0, base)))
        await table.sync.stop()
      }
    }
  }
  console.log(`an edit under another's client id: ${attempts} attempts, 0 accepted`)
})

it("[S5] an edit under another's client id in the other encoding of Yjs is refused, and is nowhere", async () => {
  for (const [way, forge] of Object.entries(WAYS)) {
    for (const kind of CLIENTS) {
      for (const step of ['update', 'step2'] as const) {
        const table = new Table()
        const base = await adaWrote(table)
        const before = await table.log()
        const mallory = await table.sit('mallory', kind)
        mallory.send(syncFrame(step, Y.convertUpdateFormatV1ToV2(forge(base))))
        await table.time.pass(100)
        const note = `${way}, in a ${step} of a ${kind} client`
        expect(mallory.refusal, note).not.toBeNull()
        expect(await table.log(), note).toEqual(before)
        await table.sync.stop()
      }
    }
  }
})

it('[S3] what somebody else wrote is not written anew by sending it again; told otherwise it is not saved', async () => {
  const table = new Table()
  const base = await adaWrote(table)
  const before = await table.log()
  const otherwise = writer(ADA)
  otherwise.getText('text').insert(0, 'y'.repeat(clockIn(base, ADA)))
  const [stock, ours] = [await table.sit('mallory', 'stock'), await table.sit('mallory', 'inkland')]
  stock.send(syncFrame('step2', base), syncFrame('update', Y.encodeStateAsUpdate(otherwise)))
  ours.send(syncFrame('step2', base), syncFrame('update', Y.encodeStateAsUpdate(otherwise)))
  await table.time.pass(100)
  expect([stock.refusal, ours.refusal, ours.saved]).toEqual([null, 'identity', 1])
  expect(await table.log()).toEqual(before)
  await table.sync.stop()
})

/** Ada is seen under an id, and goes away before she writes. */
async function adaWasSeen(table: Table, name: string | null = 'ada'): Promise<Uint8Array> {
  const ada = await table.sit(name, 'inkland')
  ada.send(present(FRESH))
  await table.time.pass(100)
  ada.leave()
  await table.time.pass(100)
  return Y.encodeStateAsUpdate(ada.doc)
}

it('[S5] the id under which somebody was seen is theirs before they write: when they left, later, after a restart', async () => {
  const rested = async (table: Table) => {
    await table.time.pass(600_000)
    return table
  }
  const restarted = async (table: Table) => {
    await table.sync.stop()
    return new Table(table.store)
  }
  for (const after of [async (table: Table) => table, rested, restarted]) {
    for (const kind of CLIENTS) {
      const seen = new Table()
      const base = await adaWasSeen(seen)
      const table = await after(seen)
      const mallory = await table.sit(null, kind)
      mallory.send(syncFrame('update', added(writer(FRESH, base), write('x'.repeat(50)))))
      await table.time.pass(100)
      expect(mallory.refusal).toBe(kind === 'stock' ? CLOSE.identity : 'identity')
      const back = await table.sit('ada', 'inkland')
      back.send(syncFrame('step2', added(writer(FRESH, base), write('from Ada'))))
      await table.time.pass(100)
      expect([back.saved, back.refusal]).toEqual([1, null])
      expect((await table.log()).at(-1)?.member).toBe('ada')
      await table.sync.stop()
    }
  }
})

it('[S5] whoever may not write keeps no id by being seen; who has 200 without an edit keeps the last ones', async () => {
  const table = new Table()
  table.rights.set(parseMemberId('ada')!, 'act')
  await adaWasSeen(table)
  const owners = async () => {
    const world = await table.store.find(parseAddress('ada/garden')!)
    return [...(await table.store.open({ world: world!.key, kind: 'scene' })).clients].filter(
      ([, owner]) => owner !== 'host',
    )
  }
  const before = await owners()
  expect(before.map(([client]) => client)).not.toContain(FRESH)
  for (let tab = 0; tab < 205; tab++) {
    const bob = await table.sit('bob', 'stock')
    bob.send(present(3000 + tab))
    await table.time.pass(10)
    bob.leave()
  }
  await table.time.pass(100)
  const kept = (await owners()).filter(([, owner]) => owner === 'bob').map(([client]) => client)
  expect(kept).toEqual(Array.from({ length: 200 }, (_, n) => 3005 + n))
  await table.sync.stop()
})

it('[S9] what stands otherwise under the same id is refused, not saved; what stands as it was sent is saved', async () => {
  const table = new Table()
  const first = await table.sit('ada', 'inkland')
  const base = Y.encodeStateAsUpdate(first.doc)
  const update = added(writer(FRESH, base), write('from one tab'))
  first.send(syncFrame('update', update))
  await table.time.pass(100)
  const again = await table.sit('ada', 'inkland')
  again.send(syncFrame('step2', update), syncFrame('update', update))
  await table.time.pass(100)
  expect([again.saved, again.refusal]).toEqual([2, null])
  // Two profiles of a browser that were one: both go on under one id.
  const other = await table.sit('ada', 'inkland')
  other.send(syncFrame('update', added(writer(FRESH, base), write('from two tabs'))))
  await table.time.pass(100)
  expect([other.saved, other.refusal]).toEqual([0, 'identity'])
  await table.sync.stop()
})

it('[S5] what a stranger wrote and deleted under the id of another stranger makes nothing of theirs saved', async () => {
  const table = new Table()
  const base = await adaWasSeen(table, null)
  const mallory = await table.sit(null, 'stock')
  const squatter = writer(FRESH, base)
  const written = added(squatter, write('x'.repeat(50)))
  mallory.send(syncFrame('update', written))
  await table.time.pass(100)
  const deleted = Promise.withResolvers<Uint8Array>()
  squatter.once('update', deleted.resolve)
  squatter.getText('text').delete(0, 50)
  mallory.send(syncFrame('update', await deleted.promise))
  await table.time.pass(100)
  expect([mallory.refusal, (await table.log()).length]).toEqual([null, 3])
  const back = await table.sit(null, 'inkland')
  back.send(syncFrame('step2', added(writer(FRESH, base), write('from the stranger'))))
  await table.time.pass(100)
  expect([back.saved, back.refusal]).toEqual([0, 'identity'])
  // What they deleted themselves counts: they may send it again, since the answer was lost.
  const again = await table.sit(null, 'inkland')
  again.send(syncFrame('step2', Y.mergeUpdates([written, await deleted.promise])))
  await table.time.pass(100)
  expect([again.saved, again.refusal]).toEqual([1, null])
  await table.sync.stop()
})

it('[S9] what is on its way to the disk is compared once it is there', async () => {
  const table = new Table()
  const [one, other] = [await table.sit('ada', 'inkland'), await table.sit('ada', 'inkland')]
  const base = Y.encodeStateAsUpdate(one.doc)
  one.send(syncFrame('update', added(writer(FRESH, base), write('same'))))
  other.send(
    syncFrame('update', added(writer(FRESH, base), write('same'))),
    syncFrame('update', added(writer(FRESH, base), write('else'))),
  )
  await table.time.pass(100)
  expect([one.saved, other.saved, other.refusal]).toEqual([1, 1, 'identity'])
  await table.sync.stop()
})

it('[S5] an id belongs to whoever is first to write under it, also before that is on the disk', async () => {
  const table = new Table()
  const [ada, mallory] = [await table.sit('ada', 'inkland'), await table.sit('mallory', 'inkland')]
  const doc = writer(FRESH, Y.encodeStateAsUpdate(ada.doc))
  const first = added(doc, write('from Ada'))
  const forged = added(doc, write('forged'))
  // In one turn, and so in one group for the disk.
  ada.send(syncFrame('update', first))
  mallory.send(syncFrame('update', forged))
  await table.time.pass(100)
  expect([ada.saved, ada.refusal, mallory.saved, mallory.refusal]).toEqual([1, null, 0, 'identity'])
  expect(ada.doc.getText('text').toJSON()).toBe('')
  expect(mallory.doc.getText('text').toJSON()).toBe('from Ada')
  expect((await table.log()).map(({ member }) => member)).toEqual(['ada', 'ada'])
  await table.sync.stop()
})

it('[S5] an id that the disk did not keep belongs to nobody, and to the next one who writes under it', async () => {
  let failing = false
  const store = createFaultyStore(createMemoryStore(), { failOn: (call) => failing && call === 'append' })
  const table = new Table(store)
  const [ada, bob] = [await table.sit('ada', 'inkland'), await table.sit('bob', 'inkland')]
  const base = Y.encodeStateAsUpdate(ada.doc)
  failing = true
  ada.send(syncFrame('update', added(writer(FRESH, base), write('from Ada'))))
  await table.time.pass(100)
  expect(ada.refusal).toBe(CLOSE.disk)
  failing = false
  await table.time.pass(1000)
  bob.send(syncFrame('update', added(writer(FRESH, base), write('from Bob'))))
  await table.time.pass(100)
  expect(bob.saved).toBe(1)
  const back = await table.sit('ada', 'inkland')
  back.send(syncFrame('update', added(writer(FRESH, base), write('from Ada, again'))))
  await table.time.pass(100)
  expect(back.refusal).toBe('identity')
  expect((await table.log()).at(-1)?.member).toBe('bob')
  await table.sync.stop()
})

it(
  '[L1] the log names the true member of every update, whoever races for an id',
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const names = ['ada', 'bob', 'cy'] as const
    const runs = IS_HARD ? 2000 : 100
    const counts = { sent: 0, rows: 0, refused: 0, wrong: 0 }
    for (let run = 0; run < runs; run++) {
      const table = new Table()
      const seats = await Promise.all(names.map((name) => table.sit(name, 'inkland')))
      const base = Y.encodeStateAsUpdate(seats[0]?.doc ?? new Y.Doc())
      for (let frame = 0; frame < 20; frame++) {
        const who = random.below(names.length)
        // Few ids, so that they are raced for; each frame says whose it is.
        const doc = writer(2000 + random.below(4), random.below(2) === 0 ? base : await logged(table))
        const update = added(doc, (doc) => doc.getText('text').insert(0, `<${names[who]}>`))
        seats[who]?.send(syncFrame(random.below(4) === 0 ? 'step2' : 'update', update))
        counts.sent++
        if (random.below(3) === 0) await table.time.pass(random.below(3))
      }
      await table.time.pass(100)
      const owners = new Map<number, string>()
      for (const { bytes, member } of (await table.log()).slice(1)) {
        counts.rows++
        for (const struct of Y.decodeUpdate(bytes).structs) {
          const { client } = struct.id
          if ((owners.get(client) ?? member) !== member) counts.wrong++
          owners.set(client, member)
          const text =
            struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ''
          const wrong = names.some((name) => name !== member && text.includes(`<${name}>`))
          if (wrong) counts.wrong++
        }
      }
      for (const seat of seats) counts.refused += seat.frames.filter(({ type }) => type === 'refused').length
      await table.sync.stop()
    }
    console.log(
      `who wrote what: ${counts.sent} frames of three members who race for ids, ${counts.refused} refused, ` +
        `${counts.rows} rows, ${counts.wrong} under a wrong name (seed ${seed})`,
    )
    expect(counts.wrong).toBe(0)
    expect(Math.min(counts.refused, counts.rows)).toBeGreaterThan(runs)
  },
  HARD_MS,
)

async function logged(table: Table): Promise<Uint8Array> {
  return Y.mergeUpdates((await table.log()).map(({ bytes }) => bytes))
}
