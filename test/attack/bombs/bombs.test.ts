// Behavior stays small: a program that takes too much is ended, and other programs go on.
import { expect, test } from 'vitest'
import { WORLD } from '../../unit/behavior/host/made.ts'
import { compileLoose, ENDLESS, openBombedWorlds } from './bombed-worlds.ts'
import { BOMBS } from './bombs.ts'

/** One for each that a program has to take too much of, and each way to go on after its end. */
const TRIED: readonly string[] = [
  'a loop',
  'a loop that catches its end',
  'a recursion',
  'memory by objects',
  'memory by texts, caught',
  'a list sorted',
  'a proxy without end',
  'a generator',
  'sounds',
  'pages',
]

test('a bomb is ended, and another program goes on', async () => {
  await using worlds = await openBombedWorlds()
  const bombs = BOMBS.filter(({ what }) => TRIED.includes(what))
  expect(bombs).toHaveLength(TRIED.length)
  for (const { what, code } of bombs) {
    await worlds.arm(code, what)
    const [kind, other] = await Promise.all([worlds.blast(), worlds.useOther()])
    expect(kind, what).not.toBeNull()
    // On a busy machine one may be killed before it is ended, and others begin anew.
    if (other === 'lost') await worlds.startOther()
    else expect(other, what).toBeNull()
  }
})

test('what nothing interrupts is killed, and all others start anew; from then on its world runs apart', async () => {
  await using worlds = await openBombedWorlds(compileLoose)
  await worlds.arm(ENDLESS, 'an endless search')
  expect(await Promise.all([worlds.blast(), worlds.useOther()])).toEqual(['hung', 'lost'])
  await worlds.startOther()
  expect(worlds.lost).toEqual([WORLD, 'eve/vault'])
  expect(worlds.killed()).toBe(1)
  await worlds.arm(ENDLESS, 'an endless search, apart')
  expect(await Promise.all([worlds.blast(), worlds.useOther()])).toEqual(['hung', null])
  expect(worlds.killed()).toBe(2)
  // Told anew: both with the thread, then the one in its new thread, and once more with that.
  expect(worlds.lost).toEqual([WORLD, 'eve/vault', WORLD, WORLD])
})

const COUNTING = `on('use', () => { memory.uses = Number(memory.uses ?? 0) + 1 })`
const BOMB = `on('use', () => {\n${ENDLESS}\n})`

test('[B5] after ten ends in a minute all programs of a world rest for one, and no sooner', async () => {
  await using worlds = await openBombedWorlds(compileLoose)
  for (let ends = 1; ends <= 10; ends += 1) {
    await worlds.start('bombed', 'cat', COUNTING)
    await worlds.start('bombed', 'lamp', BOMB)
    expect(await worlds.use('bombed', 'lamp'), `end ${ends}`).toBe('hung')
    if (ends === 1) await worlds.startOther()
  }
  expect(worlds.killed()).toBe(10)
  await expect(worlds.start('bombed', 'cat', COUNTING)).rejects.toThrow()
  expect(await worlds.use('bombed', 'lamp')).toBe('rest')
  expect(await worlds.useOther()).toBeNull()
  expect(worlds.killed()).toBe(10)
  worlds.pass(60_000)
  await worlds.start('bombed', 'cat', COUNTING)
  expect(await worlds.use('bombed', 'cat')).toBeNull()
})

test('[B5] what a visitor carried in goes apart and rests by itself, in every world, and the world goes on', async () => {
  await using worlds = await openBombedWorlds(compileLoose)
  await worlds.start('bombed', 'cat', COUNTING)
  await worlds.start('bombed', 'lamp', BOMB, 'vic')
  expect(await Promise.all([worlds.use('bombed', 'lamp'), worlds.use('bombed', 'cat')])).toEqual([
    'hung',
    'lost',
  ])
  // The other times in another world, where they never did it.
  await worlds.start('bombed', 'cat', COUNTING)
  await worlds.startOther()
  for (let ends = 2; ends <= 10; ends += 1) {
    await worlds.start('other', 'lamp', BOMB, 'vic')
    const again = [worlds.use('other', 'lamp'), worlds.useOther(), worlds.use('bombed', 'cat')]
    expect(await Promise.all(again)).toEqual(['hung', null, null])
  }
  expect(worlds.killed()).toBe(10)
  // What they have rests, also what they never used; what the worlds and other visitors have does not.
  expect(await worlds.use('other', 'lamp')).toBe('rest')
  await expect(worlds.start('bombed', 'ann', COUNTING, 'vic')).rejects.toThrow()
  await worlds.start('bombed', 'ann', COUNTING, 'wim')
  const well = [worlds.use('bombed', 'cat'), worlds.use('bombed', 'ann'), worlds.useOther()]
  expect(await Promise.all(well)).toEqual([null, null, null])
  expect(worlds.killed()).toBe(10)
})
