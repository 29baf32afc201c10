// Inputs that were found to hold up a node that asks another one, each with its cost then, and suspected ones
// that did not.
import { ANSWERS } from './answers.ts'
import { FLOODS } from './frames.ts'
import type { PeerKind } from './kind.ts'
import { REQUESTED } from './requests.ts'
import type { PeerTarget } from './visiting-node.ts'
import { STATES, UPDATES } from './states.ts'
import { WORLDS } from './worlds.ts'

interface Found {
  readonly name: string
  readonly send: (target: PeerTarget) => Promise<number>
}

const found = <Input>(kind: PeerKind<Input>, input: Input): Found => ({
  name: `${kind.name}: ${JSON.stringify(input)}`,
  send: (target) => kind.send(target, input),
})

/** It never held up a node. */
const suspected = found

const MB = 1024 * 1024

export const FOUND: readonly Found[] = [
  suspected(STATES, { of: 'scene', shape: 'inReverse', count: 3_000 }),
  suspected(UPDATES, { of: 'scene', shape: 'inReverse', count: 3_000 }),
  // 1.9 s: millions of empty updates were kept one by one.
  found(WORLDS, { way: 'crumbs', worlds: 4, bytes: 12 * MB }),
  // 0.5 s: as many messages as there are lines were held before they were whole.
  found(WORLDS, { way: 'never whole', worlds: 5, bytes: 40 * MB }),
  suspected(WORLDS, { way: 'no end', worlds: 6, bytes: 40 * MB }),
  // 2.8 s for half a megabyte: each time all clocks of the copy were said anew.
  found(FLOODS, { of: 'scene', how: 'follow', frame: 'world', size: 1, count: 1, bytes: 500_000 }),
  // 0.4 s, again and again: a thousand small updates were merged as Yjs does.
  found(FLOODS, { of: 'scene', how: 'follow', frame: 'letters', size: 1, count: 100_000, bytes: 1_000_000 }),
  suspected(FLOODS, {
    of: 'scene',
    how: 'follow',
    frame: 'nothing new',
    size: 1,
    count: 1,
    bytes: 2_000_000,
  }),
  suspected(FLOODS, {
    of: 'live',
    how: 'follow',
    frame: 'shaped presence',
    size: 5_000,
    count: 3,
    bytes: 6_000_000,
  }),
  suspected(FLOODS, {
    of: 'live',
    how: 'bare',
    frame: 'a console',
    size: 15_000,
    count: 3,
    bytes: 6_000_000,
  }),
  // No rest for more than a minute: each of them was written to the disk.
  found(FLOODS, { of: 'live', how: 'bare', frame: 'who one is', size: 1, count: 1_000, bytes: 1_000_000 }),
  suspected(ANSWERS, { asked: 'authors', body: 'shapes', way: 'plainly', count: 40_000, times: 30 }),
  // 0.32 s, as two of them were read in one turn, and +350 MB, as all thirty were taken in at once.
  found(REQUESTED, { request: 'many things', size: 200, times: 12 }),
]
