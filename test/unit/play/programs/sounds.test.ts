// The sounds that programs make: who is told, when, and how often.
import { beforeEach, expect, test } from 'vitest'
import { parseSound, type Sound } from '../../../../shared/behavior/sounds.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { id } from '../../world/made.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

let world: World
let ann: Player
let told: { readonly to: ArtifactId | null; readonly sounds: readonly Sound[] }[] = []

async function begin(code: string): Promise<void> {
  world.put('lamp', { x: 60, y: 60, code: `on('use', async ({ subject }) => {\n${code}\n})` })
  await beginAt(world, GARDEN, { onSounds: (to, sounds) => void told.push({ to, sounds }) })
  await ann.ask({ verb: 'visit' })
  await ann.walkTo(20, 100)
  expect(await ann.ask({ verb: 'use', thing: id('lamp') })).toEqual({ ok: true, why: null })
}

beforeEach(() => {
  world = new World()
  ann = new Player(world, 'Ann')
  told = []
})

test('[B25] all hear a sound, and one alone what is for them; nothing of it is stored', async () => {
  await begin(`log((await sound('bell')).ok)
    sound(['A4', 'C5', null, 'Bb3', 220.5], { beat: 0.1, volume: 40 })
    soundFor(subject, 'coin')`)
  await world.pass(100)
  expect(told).toEqual([
    {
      to: null,
      sounds: [
        { type: 'named', name: 'bell', volume: 100 },
        { type: 'tones', tones: [440, 523.25, null, 233.08, 220.5], beat: 0.1, volume: 40 },
      ],
    },
    { to: 'ann', sounds: [{ type: 'named', name: 'coin', volume: 100 }] },
  ])
  for (const sound of told.flatMap(({ sounds }) => sounds)) expect(parseSound(sound)).toEqual(sound)
  expect(world.logs).toEqual(['lamp: true'])
  expect(JSON.stringify(world.stored.toJSON())).not.toContain('bell')
})

test('[B25] a program makes ten sounds at once and five a second; one more is refused, with a warning', async () => {
  await begin(`for (let at = 0; at < 12; at++) sound('pop')`)
  await world.pass(100)
  expect(told.flatMap(({ sounds }) => sounds)).toHaveLength(10)
  expect(world.faults('lamp')).toEqual([
    expect.stringMatching(/^warning 5 x1: "sound" was not done\. A program can make 5 sounds a second/),
  ])
  told = []
  await world.pass(1_000)
  await ann.ask({ verb: 'use', thing: id('lamp') })
  expect(told.flatMap(({ sounds }) => sounds)).toHaveLength(5)
})

test('[B25] all programs of a world together make twenty a second', async () => {
  for (const name of ['a', 'b', 'c'])
    world.put(name, { x: 600, y: 700, code: `for (let at = 0; at < 9; at++) sound('click')` })
  await begin('')
  expect(told.flatMap(({ sounds }) => sounds).length).toBe(20)
  expect(told.every(({ sounds }) => sounds.length <= 20)).toBe(true)
})

test.each([
  [`sound('bel')`, /There is no sound "bel"\. Did you mean "bell"\?/],
  [`sound([])`, /A sound has 1 to 32 tones, and this one has 0/],
  [`sound(['H4'])`, /A tone is hertz, a note such as/],
  [`sound([5])`, /A tone must be from 30 to 8000, not 5/],
  [`sound(['C4', 'C4', 'C4', 'C4', 'C4', 'C4'], { beat: 2 })`, /would last 12 seconds; the limit is 10/],
  [`sound('bell', { loud: 1 })`, /There is no property "loud" in sound/],
  [`soundFor(self, 'bell')`, /must be a person who is here/],
])('[B25] %s is an error at its line', async (code, words) => {
  await begin(code)
  expect(world.faults('lamp')).toEqual([expect.stringMatching(words)])
  expect(told).toEqual([])
})

test('[B25] what another node says is a sound only in bounds', () => {
  const tones = { type: 'tones', tones: [440], beat: 0.2, volume: 100 }
  expect(parseSound(tones)).toEqual(tones)
  for (const wrong of [
    { type: 'named', name: 'toString', volume: 100 },
    { type: 'named', name: 'bell', volume: 1e9 },
    { type: 'named', name: 'bell' },
    { ...tones, tones: [] },
    { ...tones, tones: Array.from({ length: 33 }, () => 440) },
    { ...tones, tones: [1e6] },
    { ...tones, tones: ['440'] },
    { ...tones, tones: [440, 440, 440, 440, 440, 440], beat: 2 },
    { ...tones, beat: 0 },
    null,
    'bell',
  ])
    expect(parseSound(wrong)).toBeNull()
})
