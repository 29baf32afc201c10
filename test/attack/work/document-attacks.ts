// Documents that cost more than their bytes, as frames: each with its cost before the cost was counted.
import * as Y from 'yjs'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { Attack } from './attacks.ts'
import type { Line } from './line.ts'
import type { Target } from './watched-node.ts'
import { deletions, lettersUpdate, putBefore, takeTurns, twoWhoPutBefore } from './updates.ts'

/** The update of `edit`, as one update of a client of its own. */
function updateOf(edit: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => edit(doc))
  return Y.encodeStateAsUpdate(doc)
}

const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))

/** Sends updates one after the other into a world of its own, on a line of its own. */
const sending =
  (updates: () => readonly Uint8Array[]) =>
  async (target: Target): Promise<void> => {
    const line = await target.line(await target.world())
    for (const update of updates()) await line.update(update)
    line.leave()
  }

/** The same, but the last of them waits until its sender may do so much, and they leave before. */
const leaving =
  (updates: () => readonly Uint8Array[]) =>
  async (target: Target): Promise<void> => {
    const world = await target.world()
    const line = await target.line(world)
    const all = updates()
    for (const update of all.slice(0, -1)) await line.update(update)
    for (const update of all.slice(-1)) line.send(syncFrame('update', update))
    const other = await target.line(world)
    line.leave()
    other.leave()
  }

const VALUES = 20_000
/** Letters that others are made to pass. */
const ROW = 100_000

export const DOCUMENT_ATTACKS: readonly Attack[] = [
  {
    // 20 s for 102 kB, and again at each start.
    name: 'two who each write before the other, letter by letter',
    send: sending(() => twoWhoPutBefore(1_800, [5, 9])),
  },
  {
    // The same by a thousand frames that are on their way at once.
    name: 'letters at one place, in a thousand frames at once',
    async send(target) {
      const line = await target.line(await target.world())
      await line.update(lettersUpdate('t', new Map([[5, putBefore(5, 3_000)]])))
      for (let client = 100; client < 1_100; client++) {
        line.send(syncFrame('update', lettersUpdate('t', new Map([[client, putBefore(client, 1)]]))))
      }
      await line.asks()
      line.leave()
    },
  },
  {
    // 6 s for 9 kB: the first of them stands behind what the others end their search at.
    name: 'letters before one that names its neighbours the wrong way round',
    send: leaving(() => {
      const start = { client: 5, clock: 0 }
      const row = many(ROW, () => ({ left: start, right: null }))
      const turned = { left: { client: 5, clock: 1 }, right: { client: 5, clock: ROW } }
      const before = many(400, () => ({ left: start, right: { client: 9, clock: 0 } }))
      return [
        lettersUpdate('t', new Map([[5, [{ left: null, right: null }, ...row]]])),
        lettersUpdate('t', new Map([[9, [turned, ...before]]])),
      ]
    }),
  },
  {
    // 12 s for 9 kB: the part behind each cut is passed over, with everything that was written after it.
    name: 'letters in the middle of a word that a long row goes on from',
    send: leaving(() => {
      const word = many(500, (at) => ({ left: at === 0 ? null : { client: 5, clock: at - 1 }, right: null }))
      return [
        lettersUpdate('t', new Map([[5, word]])),
        lettersUpdate('t', takeTurns({ client: 5, clock: word.length - 1 }, [6, 7], ROW)),
        lettersUpdate(
          't',
          new Map([[9, many(400, (at) => ({ left: { client: 5, clock: at }, right: null }))]]),
        ),
      ]
    }),
  },
  {
    // Each was looked at with all that is in it: minutes.
    name: 'a hundred thousand deletions over each other',
    send: sending(() => [
      lettersUpdate('t', new Map([[5, putBefore(5, 20_000)]])),
      deletions(
        5,
        many(100_000, () => [0, 20_000]),
      ),
    ]),
  },
  {
    name: 'every other one of many values deleted, each cutting the list in two',
    send: sending(() => {
      const doc = new Y.Doc()
      doc.getArray('t').insert(
        0,
        many(VALUES, () => 0),
      )
      return [
        Y.encodeStateAsUpdate(doc),
        deletions(
          doc.clientID,
          many(VALUES / 2, (at) => [2 * at, 1]),
        ),
      ]
    }),
  },
  {
    // 1.5 s, and 0.4 s of deletions in one go.
    name: 'a list of a hundred thousand, put away with what it is in',
    send: sending(() => {
      const doc = new Y.Doc()
      const list = new Y.Array<number>()
      const updates: Uint8Array[] = []
      doc.on('update', (update: Uint8Array) => updates.push(update))
      doc.getMap('t').set('list', list)
      doc.transact(() => {
        for (let at = 0; at < 100_000; at++) list.insert(0, [at])
      })
      doc.getMap('t').delete('list')
      return updates
    }),
  },
  {
    // 2.3 s, 380 MB.
    name: 'a hundred thousand things',
    send: sending(() => [
      updateOf((doc) => {
        for (let at = 0; at < 100_000; at++) {
          doc.getMap('artifacts').set(`${at}`.padStart(12, 'a'), new Y.Map([['name', 'x']]))
        }
      }),
    ]),
  },
  {
    // 2.3 s, 548 MB, again at each letter.
    name: 'a page of 14 million letters',
    send: sending(() => [
      updateOf((doc) => {
        const thing = new Y.Map<unknown>([['text', new Y.Text('~~~\n~~~\na\na\n'.repeat(1_200_000))]])
        doc.getMap('artifacts').set('a'.repeat(12), thing)
      }),
    ]),
  },
  {
    // 5 GB for 64 MB.
    name: 'millions of nothings',
    send: sending(() =>
      many(3, () =>
        updateOf((doc) => {
          doc.getMap('t').set(
            'nothings',
            many(4_000_000, () => null),
          )
        }),
      ),
    ),
  },
  {
    // 1.1 s.
    name: 'fifty thousand questions in a few packets, of twenty at once',
    async send(target) {
      const world = await target.world()
      const lines: Line[] = []
      for (let at = 0; at < 20; at++) lines.push(await target.line(world))
      for (const line of lines) {
        for (let at = 0; at < 2_500; at++) line.send(syncFrame('step1', Uint8Array.of(0)))
      }
      await Promise.all(lines.map((line) => line.asks()))
      for (const line of lines) line.leave()
    },
  },
]
