// Documents of another node's worlds that cost more than their bytes: as the beginning of a copy, and as
// later updates. Recipes of updates, by the name of their shape.
import * as Y from 'yjs'
import { syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import {
  atOneSpot,
  collected,
  deletedAgain,
  holes,
  inReverse,
  manyRoots,
  manyValues,
  nested,
  ofManyClients,
  ofOneKey,
  oneValue,
  riddled,
} from '../files/hostile-updates.ts'
import { lettersUpdate, putBefore } from '../updates.ts'
import { SCENE } from './hostile.ts'
import { more, type PeerKind } from './kind.ts'

/** Makes an update of so many parts. */
const SHAPES = {
  atOneSpot,
  collected,
  deletedAgain,
  holes,
  inReverse,
  manyRoots,
  manyValues,
  nested,
  ofManyClients,
  ofOneKey,
  oneValue,
  riddled,
  /** Things on the floor, each with a page. */
  things: (count: number) => updateOf((doc) => putThings(doc, count, 'A page of some words.\n')),
  /** Lines of one page. */
  page: (count: number) => updateOf((doc) => doc.getText('page').insert(0, 'a\n'.repeat(count))),
} satisfies Record<string, (count: number) => Uint8Array>

type Shape = keyof typeof SHAPES
const ALL = Object.keys(SHAPES).filter((name): name is Shape => name in SHAPES)
const COUNT_MAX = 1_000_000

interface State {
  readonly of: 'scene' | 'live'
  readonly shape: Shape
  readonly count: number
}

function updateOf(edit: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => edit(doc))
  return Y.encodeStateAsUpdate(doc)
}

function putThings(doc: Y.Doc, count: number, text: string): void {
  const things = doc.getMap('artifacts')
  for (let at = 0; at < count; at++) {
    const id = `${at}`.padStart(12, 'a')
    const place = { host: 'limbo', x: at % 1_000, y: 10, facing: 'down' }
    const values: [string, unknown][] = [
      ['name', id],
      ['place', place],
      ['text', new Y.Text(text)],
    ]
    things.set(id, new Y.Map<unknown>(values))
  }
}

const SEEDS: readonly State[] = ALL.flatMap((shape) => [
  { of: 'scene', shape, count: 1_000 },
  { of: 'live', shape, count: 1_000 },
])

const grow: PeerKind<State>['grow'] = ({ of, shape, count }, random) => ({
  of,
  shape: random.below(10) === 0 ? (ALL[random.below(ALL.length)] ?? shape) : shape,
  count: more(count, COUNT_MAX, random),
})

/** The beginning of a copy. */
export const STATES: PeerKind<State> = {
  name: 'states of worlds of another node',
  seeds: SEEDS,
  grow,
  async send(target, { of, shape, count }) {
    const place = target.place()
    const costly = SHAPES[shape](count)
    target.host.lies({
      state: (line) => [
        ...(line.of === 'scene' ? [syncFrame('update', SCENE)] : []),
        ...(line.of === of ? [syncFrame('update', costly)] : []),
        syncFrame('step2', Uint8Array.of(0, 0)),
      ],
    })
    const tab = await target.visit(place)
    await target.settled(tab)
    tab.leave()
    return costly.length
  },
}

/** A later update. */
export const UPDATES: PeerKind<State> = {
  name: 'updates of worlds of another node',
  seeds: SEEDS,
  grow,
  async send(target, { of, shape, count }) {
    target.host.lies({})
    const place = target.place()
    const tab = await target.visit(place)
    const line = await target.line(place, of, 'follow', 1)
    const costly = SHAPES[shape](count)
    line.send(syncFrame('update', costly))
    // An update that is known to be accepted, or refused together with the earlier ones.
    line.send(syncFrame('update', lettersUpdate('last', new Map([[7, putBefore(7, 1)]]))))
    await target.settled(tab)
    tab.leave()
    return costly.length
  },
}
