import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { joinReadings, joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { readUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'

/** A document with every kind of content that Yjs writes, edited at random by a few clients. */
function randomUpdates(seed: readonly number[]): Uint8Array[] {
  const docs = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
  const updates: Uint8Array[] = []
  for (const doc of docs) doc.on('update', (update: Uint8Array) => updates.push(update))
  seed.forEach((number, turn) => {
    const doc = docs[turn % docs.length]!
    const before = updates.length
    doc.transact(() => edit(doc, number))
    for (const other of docs) for (const update of updates.slice(before)) Y.applyUpdate(other, update)
    updates.splice(before + (updates.length > before ? 1 : 0))
  })
  return updates
}

function edit(doc: Y.Doc, number: number): void {
  const text = doc.getText('text')
  const map = doc.getMap<unknown>('map')
  const at = text.length === 0 ? 0 : number % text.length
  switch (number % 10) {
    case 0:
      return text.insert(at, 'häuser 🏠 and text')
    case 1:
      return text.delete(at, Math.min(3, text.length - at))
    case 2:
      return text.format(at, Math.min(4, text.length - at), { bold: true, size: { a: [1, null] } })
    case 3:
      return text.insertEmbed(at, { image: 'x' })
    case 4:
      return void map.set(`key${number % 7}`, [
        undefined,
        null,
        1.5,
        2 ** 40,
        -7,
        'é',
        { a: [true, false] },
        10n,
      ])
    case 5:
      return void map.set(`key${number % 5}`, new Y.Map([['nested', new Y.Text('page')]]))
    case 6:
      return map.delete(`key${number % 7}`)
    case 7:
      return doc.getArray('list').insert(0, [new Uint8Array([1, 2, 3]), 'a', new Y.XmlElement('p')])
    case 8:
      return text.insert(at, 'x')
    default:
      return void map.set('plain', number)
  }
}

const read = (bytes: Uint8Array): UpdateReading => {
  const reading = readUpdate(bytes)
  if (reading === null) throw new Error('a real update was called malformed')
  return reading
}

/** Joining is tried with so many documents. */
const FEW = { numRuns: 40 }
const seeds = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 60 })

describe('reading an update', () => {
  it('accepts everything that Yjs writes, and finds the same clocks in it', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const updates = randomUpdates(seed)
        for (const update of [...updates, Y.mergeUpdates(updates)]) {
          const meta = Y.parseUpdateMeta(update)
          const { sections } = read(update)
          expect(new Map(sections.map(({ client, clock }) => [client, clock]))).toEqual(meta.from)
          expect(new Map(sections.map(({ client, end }) => [client, end]))).toEqual(meta.to)
        }
      }),
    )
  })

  it('never throws, whatever the bytes, and accepts nothing that Yjs cannot decode', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), {
          minLength: 20,
          maxLength: 20,
        }),
        (seed, all) => {
          const whole = Y.mergeUpdates(randomUpdates(seed))
          for (const changes of all) {
            const bytes = whole.slice()
            for (const [at, byte] of changes) bytes[at % bytes.length] = byte
            if (readUpdate(bytes) !== null) Y.decodeUpdate(bytes)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('calls bytes after the end, empty sections and two sections of one client malformed', () => {
    const [update] = randomUpdates([0])
    expect(readUpdate(new Uint8Array([...update!, 0]))).toBeNull()
    expect(readUpdate(new Uint8Array([1, 0, 5, 0, 0]))).toBeNull()
    expect(readUpdate(new Uint8Array([2, 1, 5, 0, 0, 1, 1, 5, 1, 0, 1, 0]))).toBeNull()
    expect(readUpdate(new Uint8Array([0, 0]))).not.toBeNull()
  })

  it('calls a key that reaches a prototype malformed, at any depth', () => {
    for (const value of [{ ['__proto__']: 1 }, { a: [{ ['__proto__']: { x: 1 } }] }]) {
      const doc = new Y.Doc()
      doc.getMap('map').set('a', value)
      expect(readUpdate(Y.encodeStateAsUpdate(doc))).toBeNull()
    }
    const doc = new Y.Doc()
    doc.getMap('map').set('__proto__', 1)
    expect(readUpdate(Y.encodeStateAsUpdate(doc))).toBeNull()
  })
})

describe('joining updates', () => {
  it('gives the state that the updates give one by one', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const updates = randomUpdates(seed)
        const joined = joinUpdates(updates.map(read))
        expect(readUpdate(joined)).not.toBeNull()
        const [one, all] = [new Y.Doc(), new Y.Doc()]
        for (const update of updates) Y.applyUpdate(one, update)
        Y.applyUpdate(all, joined)
        expect(Y.encodeStateAsUpdate(all)).toEqual(Y.encodeStateAsUpdate(one))
        expect(all.store.pendingStructs).toBeNull()
      }),
      FEW,
    )
  })

  it('says of the result what reading it says', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const readings = randomUpdates(seed).map(read)
        const joined = joinReadings(readings)
        const again = readUpdate(joined.bytes, 'clocks')
        if (readings.length === 1) expect(joined).toBe(readings[0])
        else expect(joined).toEqual(again)
      }),
      FEW,
    )
  })

  it('gives the same bytes, whether they are joined at once or in groups', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 5 }), (seed, size) => {
        const readings = randomUpdates(seed).map(read)
        const groups: UpdateReading[] = []
        for (let at = 0; at < readings.length; at += size)
          groups.push(joinReadings(readings.slice(at, at + size)))
        // A single update stays as it was written.
        if (groups.length > 1) expect(joinUpdates(groups)).toEqual(joinUpdates(readings))
      }),
      FEW,
    )
  })
})
