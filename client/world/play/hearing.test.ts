import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Whisper } from '../../../shared/play/acts/action.ts'
import { EARSHOT } from '../../../shared/play/walking/earshot.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { createLiveFollower } from '../../../shared/world/view/live-follower.ts'
import type { Speech } from '../../../shared/world/live/live-state-values.ts'
import { at, putPerson } from '../../../test/unit/people/person.ts'
import { id, make, makeWorld, ownerOf, ROOT } from '../../../test/unit/world/made.ts'
import { unseen } from './use-hearing.ts'
import { createHearing } from './hearing.ts'
import { speechMs } from './speech-time.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const DICE = id('dice')

/** A world with a dice at its top left. Nobody is in it: a listener hears all. */
function start(before: readonly Speech[] = []) {
  const world = makeWorld()
  make(world, 'dice')
  const writer = ownerOf(world)
  const say = (speech: Speech): void => world.live.transact(() => writer.say(speech))
  before.forEach(say)
  let body: ArtifactId | null = null
  let used: ArtifactId | null = null
  let isMe = (): void => undefined
  let whisper: (words: Whisper) => void = () => undefined
  const hearing = createHearing({
    now: createLiveFollower(world.live),
    view: world.view,
    me: () => (body === null ? null : world.view.artifact(body)),
    onMe: (listener) => ((isMe = listener), () => undefined),
    onWhisper: (listener) => ((whisper = listener), () => undefined),
    answers: (thing) => thing === used,
    clock: () => Date.now(),
  })
  return {
    world,
    hearing,
    say,
    reset: () => world.live.transact(() => writer.reset()),
    whisper: (words: Whisper) => whisper(words),
    /** One is somebody from now on, at a height of the floor. */
    become: (name: string, y: number): void => {
      body = putPerson(world, name, at(0, y))
      isMe()
    },
    use: (thing: ArtifactId) => (used = thing),
    air: () => hearing.air(),
    words: () => hearing.all().map((heard) => heard.words),
  }
}

const said = (words: string, by: ArtifactId | null = DICE, more: Partial<Speech> = {}): Speech => ({
  by,
  person: by === null ? 'Ada' : null,
  voice: 'say',
  words,
  at: Date.now(),
  on: ROOT,
  ...more,
})

test('words are in the air over the thing that says them, as long as it takes to read them', () => {
  const { say, air } = start()
  say(said('four'))
  expect(air().byThing.get(DICE)?.words).toBe('four')
  vi.advanceTimersByTime(speechMs('four') - 1)
  expect(air().byThing.size).toBe(1)
  vi.advanceTimersByTime(1)
  expect(air().byThing.size).toBe(0)
})

test('what a thing says anew takes the place of what it said', () => {
  const { say, air } = start()
  say(said('four'))
  vi.advanceTimersByTime(1000)
  say(said('five'))
  expect(air().byThing.get(DICE)?.words).toBe('five')
  vi.advanceTimersByTime(speechMs('four') - 1000)
  expect(air().byThing.get(DICE)?.words).toBe('five')
})

test('the words of those who are not to be seen are apart: the world, people without a body, who shouts elsewhere', () => {
  const { say, air, world } = start()
  make(world, 'chest')
  const bob = putPerson(world, 'Bob', { place: { host: id('chest'), x: 0, y: 0, facing: 'down' } })
  say(said('hello', null))
  say(said('welcome', ROOT))
  say(said('four'))
  say(said('psst', bob, { on: id('chest') }))
  say(said('over here', bob, { on: id('chest'), voice: 'shout' }))
  const words = (floor: ArtifactId): string[] => unseen(air(), world.view, floor).map((heard) => heard.words)
  expect(words(ROOT)).toEqual(['hello', 'welcome', 'over here'])
  expect(words(id('chest'))).toEqual(['hello', 'welcome'])
})

test('what was said before one came, or long ago, is not in the air, and can be read', () => {
  const { say, air, words } = start([said('before')])
  say(said('long ago', DICE, { at: Date.now() - 60_000 }))
  expect(air().byThing.size).toBe(0)
  expect(words()).toEqual(['before', 'long ago'])
})

test('what is said out of earshot is not heard, and walking there later does not bring it back', () => {
  const { say, become, words } = start([said('before one came')])
  expect(words()).toEqual(['before one came'])
  become('Ada', EARSHOT * 2)
  expect(words()).toEqual([])
  say(said('too far'))
  say(said('everybody', DICE, { voice: 'shout' }))
  become('Ada', 0)
  say(said('near'))
  expect(words()).toEqual(['before one came', 'everybody', 'near'])
})

test('[E21] a thing that one used answers from afar, and no other', () => {
  const { world, say, become, use, words } = start()
  become('Ada', EARSHOT * 2)
  use(DICE)
  say(said('five'))
  say(said('too far', make(world, 'lamp')))
  expect(words()).toEqual(['five'])
})

test('what one heard stays heard when one walks away', () => {
  const { say, become, words } = start()
  become('Ada', 0)
  say(said('near'))
  become('Ada', EARSHOT * 2)
  expect(words()).toEqual(['near'])
})

test('a whisper is heard for this visit, and a reset of the world takes what was said aloud alone', () => {
  const { say, reset, whisper, hearing, words, air } = start([said('before')])
  say(said('aloud'))
  whisper({ from: id('bob'), person: 'Bob', words: 'psst', at: Date.now() })
  hearing.whispered({
    by: id('ada'),
    person: 'Ada',
    voice: 'whisper',
    words: 'I heard',
    at: Date.now(),
    to: 'Bob',
  })
  expect(words()).toEqual(['before', 'aloud', 'psst', 'I heard'])
  expect(air().byThing.get(id('bob'))?.voice).toBe('whisper')
  expect(air().byThing.has(id('ada'))).toBe(false)
  reset()
  expect(words()).toEqual(['psst', 'I heard'])
})

test('who follows one body is told of its words, and of no other’s', () => {
  const { hearing, say } = start()
  const told = vi.fn()
  const leave = hearing.subscribeTo(DICE, told)
  say(said('six', null))
  expect(told).not.toHaveBeenCalled()
  say(said('five'))
  expect(told).toHaveBeenCalledOnce()
  expect(hearing.air().byThing.get(DICE)?.words).toBe('five')
  vi.advanceTimersByTime(speechMs('five'))
  expect(told).toHaveBeenCalledTimes(2)
  leave()
  say(said('four'))
  expect(told).toHaveBeenCalledTimes(2)
})
