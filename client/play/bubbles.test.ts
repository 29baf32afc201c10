import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { createNow } from '../../shared/world/follow-now.ts'
import { createLiveWriter } from '../../shared/world/live-write.ts'
import type { Speech } from '../../shared/world/now-values.ts'
import { initScene } from '../../shared/world/scene.ts'
import { createView } from '../../shared/world/view.ts'
import { followSpeech, type InTheAir } from './bubbles.ts'
import { stayOf } from './stay.ts'

const idOf = (name: string): ArtifactId => {
  const id = parseArtifactId(name)
  if (!id) throw new Error(`no id: ${name}`)
  return id
}
const [root, dice] = [idOf('root'), idOf('dice')]

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function start(before: readonly Speech[] = []) {
  const [scene, live] = [new Y.Doc(), new Y.Doc()]
  initScene(scene, { root, title: 'A world', name: 'World', text: '' })
  const writer = createLiveWriter(scene, live)
  const say = (speech: Speech): void => live.transact(() => writer.say(speech))
  writer.begin()
  before.forEach(say)
  let air: InTheAir = { byThing: new Map(), byOthers: [] }
  followSpeech({ now: createNow(live), view: createView(scene, live) }, (next) => {
    air = next
  })
  return { say, air: () => air }
}

const said = (words: string, by: ArtifactId | null = dice, at = Date.now()): Speech => ({
  by,
  person: by === null ? 'Ada' : null,
  voice: 'say',
  words,
  at,
  on: root,
})

test('words are in the air over the thing that says them, as long as it takes to read them', () => {
  const { say, air } = start()
  say(said('four'))
  expect(air().byThing.get(dice)?.words).toBe('four')
  vi.advanceTimersByTime(stayOf('four') - 1)
  expect(air().byThing.size).toBe(1)
  vi.advanceTimersByTime(1)
  expect(air().byThing.size).toBe(0)
})

test('what a thing says anew takes the place of what it said', () => {
  const { say, air } = start()
  say(said('four'))
  vi.advanceTimersByTime(1000)
  say(said('five'))
  expect(air().byThing.get(dice)?.words).toBe('five')
  vi.advanceTimersByTime(stayOf('four') - 1000)
  expect(air().byThing.get(dice)?.words).toBe('five')
})

test('people and the world itself stand nowhere, and their words are apart', () => {
  const { say, air } = start()
  say(said('hello', null))
  say(said('welcome', root))
  expect(air().byThing.size).toBe(0)
  expect(air().byOthers.map(({ words }) => words)).toEqual(['hello', 'welcome'])
})

test('what was said before one came, or long ago, is not in the air', () => {
  const { say, air } = start([said('before')])
  say(said('long ago', dice, Date.now() - 60_000))
  expect(air().byThing.size).toBe(0)
})
