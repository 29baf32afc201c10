// The worlds that come with the node are played through by people whom a program drives, on a real node. That
// one sees and can press all of it, a browser shows (browser/templates).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve } from '../../hosted-node.ts'
import { until, type ServingNode } from '../../process.ts'
import { openTemplate } from './template-world.ts'
import { IS_HARD } from '../../hard.ts'

let server: ServingNode

beforeAll(async () => {
  server = await serve()
})
afterAll(() => server[Symbol.asyncDispose]())

/** These take walks of half a minute; a browser plays one of the worlds each day. */
const done = { ok: true, why: null }

test.runIf(IS_HARD)('[TP3] the garden counts its beds, and digs a new one', async () => {
  await using world = await openTemplate(server, 'garden')
  // Its programs run before anybody comes in.
  await world.watch()
  await world.shows('words', /^[1-9]\d\d$/)
  await world.shows('thirsty', 'none')
  expect(world.thing('How to tend this garden').look.sprite).toBe('emoji:🌻')
  const ada = await world.join('Ada')
  await ada.use('The seed box')
  expect(await ada.answer({ about: 'Worms' })).toBe('What is the new bed about?')
  await world.shows('beds', '7')
  expect(world.page('Worms')).toContain('# Worms')
})

test.runIf(IS_HARD)('[TP3] the board counts a card where it is pushed to, and puts it in order', async () => {
  await using world = await openTemplate(server, 'board')
  const ada = await world.join('Ada')
  await world.shows('to-do', '4')
  // A card can be walked over; one pushes it from the side.
  const { driver } = ada
  const at = world.thing('Borrow a long table').place
  if (at === null) throw new Error('it stands nowhere')
  for (let pushes = 0; pushes < 4; pushes += 1) {
    const now = world.thing('Borrow a long table').place
    if (now === null || now.x > at.x + 100) break
    expect(await driver.walkTo({ x: 120, y: 400 })).toEqual(done)
    expect(await driver.walkTo({ x: 120, y: now.y + 30 })).toEqual(done)
    expect(await driver.walkTo({ x: now.x - 34, y: now.y + 30 })).toEqual(done)
    const pushed = await driver.push('Borrow a long table')
    if (!pushed.ok) break
    await driver.standing()
  }
  await world.shows('doing', /^[23]$/)
})

test.runIf(IS_HARD)('[TP3] the story of the lighthouse is played to its end, and begins again', async () => {
  await using world = await openTemplate(server, 'adventure')
  const ada = await world.join('Ada')
  const { driver } = ada
  const SHORE = 300
  await ada.reach('Nets', SHORE)
  expect(await driver.use('Nets')).toEqual(done)
  await until('the coin falls out', () => driver.near(200).some(({ name }) => name === 'Coin'))
  await ada.reach('Coin', SHORE)
  expect(await driver.pickUp('Coin')).toEqual(done)
  await ada.reach('Hut', SHORE)
  expect(await driver.enter('Hut')).toEqual(done)
  await ada.reach('Maren')
  expect(await driver.use('Maren')).toEqual(done)
  expect(await ada.answer('Buy the oil, for one coin')).toContain('Good evening, Ada.')
  await until('the oil is sold', () => driver.near(400).some(({ name }) => name === 'Can of oil'))
  await ada.reach('Can of oil')
  expect(await driver.pickUp('Can of oil')).toEqual(done)
  expect(driver.held.map(({ name }) => name)).toEqual(['Can of oil'])
  expect(await driver.leave()).toEqual(done)
  await ada.reach('Lighthouse', SHORE)
  expect(await driver.enter('Lighthouse')).toEqual(done)
  await ada.reach('Iron door')
  expect(await driver.enter('Iron door')).toEqual({ ok: false, why: 'Iron door is locked.' })
  await ada.reach('Cellar')
  expect(await driver.enter('Cellar')).toEqual(done)
  await ada.reach('Barrel')
  expect(await driver.push('Barrel')).toEqual(done)
  const x = driver.me?.place?.x ?? 0
  expect(await driver.walkTo({ x, y: 358 })).toEqual(done)
  expect(await driver.walkTo('Rusty key')).toEqual(done)
  expect(await driver.pickUp('Rusty key')).toEqual(done)
  expect(await driver.leave()).toEqual(done)
  await ada.reach('Iron door')
  expect(await driver.use('Iron door')).toEqual(done)
  await ada.answer('Rusty key')
  await until('the door is open', () => !world.thing('Iron door').properties.locked)
  expect(await driver.enter('Iron door')).toEqual(done)
  await ada.reach('The great lamp')
  expect(await driver.use('The great lamp')).toEqual(done)
  await ada.answer('Can of oil')
  await world.shows('lamp', 'burning')
  await world.shows('lit-by', 'Ada')
  expect(await driver.leave()).toEqual(done)
  expect(await driver.leave()).toEqual(done)
  await ada.use('Ship’s bell')
  await world.shows('lamp', 'dark')
  expect(world.thing('Iron door').properties.locked).toBe(true)
  expect(world.thing('Rusty key').place?.host).toBe(world.thing('Cellar').id)
  expect(driver.held).toEqual([])
})

test.runIf(IS_HARD)(
  '[TP3] whoever finds coins in the meadow is told as the winner, and the game begins again',
  async () => {
    await using world = await openTemplate(server, 'game')
    const [ada, bob] = [await world.join('Ada'), await world.join('Bob')]
    await ada.use('Bell')
    await world.shows('round', '1 of 3')
    const { driver } = bob
    const isFind = (name: string): boolean => name === 'Coin' || name === 'Star'
    // The bell stands in the middle, in the way of a straight walk.
    expect(await driver.walkTo({ x: 200, y: 600 })).toEqual(done)
    let failures = 0
    await until(
      'Bob found something',
      async () => {
        const finds = driver.near(2_000).filter(({ name }) => isFind(name))
        const find = finds[failures % Math.max(1, finds.length)]
        if (find === undefined) return false
        if (!(await driver.walkTo(find.place ?? find)).ok) failures += 1
        return /^Bob, [1-9]/.test(world.shown('first') ?? '')
      },
      30_000,
    )
    await world.shows('first', /^Bob, [1-9]/)
    await ada.use('Bell')
    await world.shows('round', /of 3$/)
  },
)

test.runIf(IS_HARD)(
  '[TP3] nobody learns what another one answered in the quiz, and the right ones are counted',
  async () => {
    await using world = await openTemplate(server, 'quiz')
    const [ada, bob] = [await world.join('Ada'), await world.join('Bob')]
    const lines = world.page('Questions').split('\n')
    const heading = lines.findIndex((line) => line.startsWith('| Question'))
    expect(lines[heading + 2]).toContain('| Mercury | Venus; Mars; The moon |')
    await ada.use('The owl')
    expect(await bob.answer('Mercury')).toMatch(/nearest to the sun/)
    await world.shows('answered', '1 of 2')
    await world.shows('right-answer', '–')
    expect(world.page()).not.toContain('Mercury')
    await ada.answer('Venus')
    await world.shows('right-answer', 'Mercury')
    await world.shows('first', 'Bob, 1')
    await world.shows('second', 'Ada, 0')
  },
)

test('[TP3] the meeting room keeps the time, counts a secret vote, and writes the minutes', async () => {
  await using world = await openTemplate(server, 'meeting')
  const [ada, bob] = [await world.join('Ada'), await world.join('Bob')]
  await ada.use('Gavel')
  await world.shows('now', /^Welcome/)
  await world.shows('time-left', /^9:\d\d$/)
  await ada.use('Ballot box')
  await world.shows('vote', 'open, 2 can vote')
  expect(await bob.answer('For')).toMatch(/^Your vote: Welcome/)
  await ada.answer('Against')
  await world.shows('vote', 'For 1, Against 1, Abstain 0')
  expect(await bob.driver.say('Note: Bob brings chairs.')).toEqual(done)
  await until('the minutes are written', () => world.page().includes('- Bob: Bob brings chairs.'), 25_000)
  const minutes = world.page().split('## Minutes')[1]
  expect(minutes).toMatch(
    /Present: .*Ada.*\n\n\*\*Welcome.*\*\*\n\n- Vote: For 1, Against 1, Abstain 0\.\n\n- Bob: Bob brings chairs\.$/,
  )
})
