// Possible events of replicas of a world: commands, writes that bypass them, the owner's live values, updates
// that arrive.
import fc from 'fast-check'
import * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { resetProperty, setColors, setLook, setProperty } from '../../../shared/world/edits/field-edits.ts'
import { rename, setTitle } from '../../../shared/world/edits/name-edits.ts'
import {
  bringBack,
  createArtifact,
  moveArtifact,
  sendToLimbo,
  type To,
} from '../../../shared/world/edits/place-edits.ts'
import type { Edit } from '../../../shared/world/edits/scene-edit.ts'
import { insertText, setText } from '../../../shared/world/edits/text-edits.ts'
import { artifactMaps, metaMap, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { id, putLive } from '../../unit/world/made.ts'
import { THINGS, type Replica, type Step } from './view-replicas.ts'

/** A step on one of the replicas. */
export function onOne<T>(
  name: string,
  argument: fc.Arbitrary<T>,
  work: (replica: Replica, argument: T) => void,
): fc.Arbitrary<Step> {
  return fc.tuple(fc.nat(4), argument).map(([n, value]) => ({
    run(replicas) {
      const replica = replicas[n % replicas.length]
      if (replica !== undefined) work(replica, value)
      return replica
    },
    [fc.toStringMethod]: () => `${n}: ${name} ${JSON.stringify(value)}`,
  }))
}

const thing = fc.constantFrom(...THINGS).map(id)
export const host = fc.constantFrom(...THINGS, 'root', 'nobody').map(id)
export const coordinate = fc.integer({ min: -5, max: 1_000 })
const spot = fc.record({ host, x: coordinate, y: coordinate }, { noNullPrototype: true })
export const word = fc.constantFrom('lamp', 'box', '', 'tea 😀', 'x\uD83D')

export function anyCommand(): fc.Arbitrary<Step> {
  const command = fc.constantFrom<keyof typeof COMMANDS>(
    ...([
      'create',
      'create',
      'create',
      'move',
      'move',
      'move',
      'limbo',
      'back',
      'rename',
      'title',
      'set',
    ] as const),
    ...(['reset', 'look', 'colors', 'text', 'insert'] as const),
  )
  const some = fc.record({ command, name: thing, to: spot, text: word, number: fc.nat(200) })
  return onOne('command', some, (replica, { command, ...given }) => void COMMANDS[command](replica, given))
}

interface Given {
  readonly name: ArtifactId
  readonly to: To
  readonly text: string
  readonly number: number
}

const COMMANDS = {
  create: (by: Edit, { name, to, text, number }: Given) =>
    createArtifact(by, { id: name, name: text, place: to, text, properties: { speed: number } }),
  move: (by: Edit, { name, to }: Given) => moveArtifact(by, name, to),
  limbo: (by: Edit, { name }: Given) => sendToLimbo(by, name),
  back: (by: Edit, { name }: Given) => bringBack(by, name),
  rename: (by: Edit, { name, text }: Given) => rename(by, name, text),
  title: (by: Edit, { text }: Given) => setTitle(by, text),
  set: (by: Edit, { name, number }: Given) => setProperty(by, name, 'speed', number),
  reset: (by: Edit, { name }: Given) => resetProperty(by, name, 'speed'),
  look: (by: Edit, { name, text, number }: Given) =>
    setLook(by, name, { sprite: text, width: number % 2 === 0 ? null : number }),
  colors: (by: Edit, { name, number }: Given) =>
    setColors(by, name, { ink: number % 2 === 0 ? null : '#112233' }),
  text: (by: Edit, { name, text }: Given) => setText(by, name, text),
  insert: (by: Edit, { name, text, number }: Given) => insertText(by, name, number, text),
}

/**
 * Bypassing the commands, as a stock client may write: circles, lost hosts, malformed values, things deleted
 * and replaced.
 */
export function anyRawWrite(): fc.Arbitrary<Step> {
  const hostile: unknown = JSON.parse(
    '{"__proto__": {"host": "root", "x": 1, "y": 2}, "host": "a", "x": 1, "y": 1}',
  )
  const place = {
    host: fc.oneof(host, fc.constant('limbo')),
    x: coordinate,
    y: coordinate,
    facing: fc.constant('up'),
  }
  const value = fc.oneof(
    fc.record(place, { noNullPrototype: true }),
    fc.constantFrom<unknown>(hostile, null, 'broken', -0, 1.5, [1], 'name\uDE00', {
      host: 'a',
      x: -0,
      y: 0.5,
    }),
  )
  const key = fc.constantFrom(
    'place',
    'place',
    'place',
    'name',
    'speed',
    'look',
    'colors',
    'text',
    '__proto__',
    'smell',
  )
  const some = fc.record({ kind: fc.nat(30), name: host, key, value })
  return onOne('raw write', some, ({ scene }, { kind, name, key, value }) => {
    const maps = artifactMaps(scene)
    if (kind === 0) maps.delete(name)
    else if (kind === 1) maps.set(name, new Y.Map([[key, value]]))
    else if (kind === 2) metaMap(scene).set('root', name)
    else if (kind === 3) metaMap(scene).set('root', 'root')
    else if (kind === 4) maps.set(name, 'broken')
    else if (kind === 5) sceneArtifact(scene, name)?.delete(key)
    else sceneArtifact(scene, name)?.set(key, value)
  })
}

/** The writes of the owner, the first replica: over its present view, over an older one, over nothing. */
export function anyLiveWrite(): fc.Arbitrary<Step> {
  const place = { host, x: coordinate, y: coordinate, facing: fc.constant('left') }
  const written = fc.oneof(
    fc.tuple(fc.constant('name' as const), word),
    fc.tuple(fc.constant('speed' as const), fc.nat(200)),
    fc.tuple(fc.constant('look.sprite' as const), word),
    fc.tuple(fc.constant('colors.ink' as const), fc.constant('#445566')),
    fc.tuple(fc.constant('place' as const), fc.record(place, { noNullPrototype: true })),
  )
  const over = fc.constantFrom(undefined, undefined, undefined, null, '10:3', '11:5-')
  const some = fc.record({ kind: fc.nat(50), name: host, written, over })
  return some.map(({ kind, name, written: [field, value], over }) => ({
    run([owner]) {
      if (owner === undefined) return owner
      if (kind === 0) owner.live.getMap('live').set('now', new Y.Map([['artifacts', new Y.Map()]]))
      else if (kind === 1) putLive(owner, name, 'gone', true)
      else if (kind === 2) owner.live.getMap('live').delete('now')
      else putLive(owner, name, field, value, over)
      return owner
    },
    [fc.toStringMethod]: () => `live write ${JSON.stringify({ kind, name, field, value, over })}`,
  }))
}

/** One update arrives out of its turn; it may arrive again later. */
export function anyDelivery(): fc.Arbitrary<Step> {
  const some = fc.record({ pick: fc.nat(1_000), isTwice: fc.boolean() })
  return onOne('an update arrives', some, (replica, { pick, isTwice }) => {
    const at = replica.inbox.length === 0 ? 0 : pick % replica.inbox.length
    const arrived = replica.inbox[at]
    if (arrived === undefined) return
    if (!isTwice) replica.inbox.splice(at, 1)
    Y.applyUpdate(replica[arrived.document], arrived.update, 'arrived')
  })
}
