// Starter things do what they say: their own pages, in a real sandbox, on a real play, in a time that passes
// at will.
import { describe, expect, test } from 'vitest'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { seedFromEnvironment } from '../../simulation/random.ts'
import { openStage, type Prop, type Stage } from './starter-world.ts'

const seed = seedFromEnvironment()
console.log(`INKLAND_SEED=${seed}`)

function starter(name: string): Prop {
  const found = STARTERS.flatMap((starter) => [starter, ...(starter.with ?? [])]).find(
    (starter) => starter.name === name,
  )
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

const page = (code: string): string => `A thing of this test.\n\n\`\`\`js\n${code}\n\`\`\`\n`

/** Walks to the place that the words `to x y` name, and says the outcome. */
const WALKER: Prop = {
  name: 'Walker',
  width: 40,
  height: 40,
  text: page(`
    on('hear', async ({ words }) => {
      const [, x, y] = /^to (\\d+) (\\d+)$/.exec(words) ?? []
      if (x === undefined) return
      const walk = await moveTo(Number(x), Number(y))
      log(walk.ok ? 'there' : walk.why)
    })
  `),
}

/** Goes into the thing beside it when it is used, and says the outcome. */
const MOUSE: Prop = {
  name: 'Mouse',
  width: 24,
  height: 24,
  text: page(`
    on('use', async () => {
      const outcome = await enter(closest({ name: 'Chest' }))
      log(outcome.ok ? 'inside' : outcome.why)
    })
  `),
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a thing is at a moment, halfway through its walk, too. */
function boxOf({ place, walk, look: { width, height } }: Artifact, now: number): Box {
  if (place === null) throw new Error('it stands nowhere')
  const { x, y } = place
  if (walk === null) return { x, y, width, height }
  const way = Math.hypot(walk.toX - x, walk.toY - y)
  const share = Math.min(1, (Math.max(0, now - walk.at) / 1000) * (walk.speed / Math.max(way, 1)))
  return { x: x + (walk.toX - x) * share, y: y + (walk.toY - y) * share, width, height }
}

describe('a door', () => {
  test('opens only with its key, and shuts again', async () => {
    await using viewport = await openStage(seed)
    const door = viewport.put(starter('Door'), 400, 100)
    const key = viewport.put(starter('Key'), 400, 900)
    viewport.put({ name: 'Spoon', text: '' }, 480, 100)
    await viewport.pass(1000)
    const { properties } = viewport.thing(door)
    expect(properties).toMatchObject({ locked: true, passable: false })

    await viewport.use(door)
    expect(viewport.thing(door).properties).toMatchObject({ locked: true, passable: false })
    expect(viewport.said(door)).toEqual(['It is locked. Where is the Key?'])

    viewport.carry(key, 340, 120)
    await viewport.use(door)
    expect(viewport.thing(door).properties).toMatchObject({ locked: false, passable: true })
    await viewport.use(door)
    expect(viewport.thing(door).properties).toMatchObject({ locked: true, passable: false })
  })

  test('a key in a box beside the door is no help, and another key fits after a change of settings', async () => {
    await using viewport = await openStage(seed)
    const door = viewport.put(starter('Door'), 400, 100)
    const box = viewport.put({ name: 'Box', text: '' }, 330, 100)
    viewport.put(starter('Key'), 10, 10, box)
    await viewport.pass(1000)
    await viewport.use(door)
    expect(viewport.thing(door).properties.locked).toBe(true)

    viewport.set(door, 'key', 'Box')
    await viewport.use(door)
    expect(viewport.thing(door).properties.locked).toBe(false)
  })
})

describe('a sign', () => {
  test('counts who reads it and who comes by, shows it in place, and writes no history', async () => {
    await using viewport = await openStage(seed)
    const sign = viewport.put(starter('Sign'), 100, 100)
    await viewport.pass(1000)
    const before = viewport.scene()
    for (let i = 0; i < 3; i++) await viewport.use(sign)
    expect(viewport.anchor(sign, 'visits')).toBe('3')
    expect(viewport.scene()).toEqual(before)
  })

  test('counts on from the number that people write there', async () => {
    await using viewport = await openStage(seed)
    const sign = viewport.put(starter('Sign'), 100, 100)
    await viewport.pass(1000)
    await viewport.use(sign)
    viewport.write(sign, starter('Sign').text.replace('#visits 0', '#visits 100'))
    await viewport.pass(1000)
    expect(viewport.anchor(sign, 'visits')).toBe('100')
    await viewport.use(sign)
    expect(viewport.anchor(sign, 'visits')).toBe('101')
  })

  test('counts a thing that comes onto its floor', async () => {
    await using viewport = await openStage(seed)
    const house = viewport.put({ name: 'Chest', text: '' }, 100, 100)
    const sign = viewport.put(starter('Sign'), 100, 100, house)
    const mouse = viewport.put(MOUSE, 165, 120)
    await viewport.pass(1000)
    await viewport.use(mouse)
    expect(viewport.logged).toEqual(['inside'])
    expect(viewport.anchor(sign, 'visits')).toBe('1')
  })
})

describe('a lamp', () => {
  test('goes on and off by its switch, which is on another floor', async () => {
    await using viewport = await openStage(seed)
    const lamp = viewport.put(starter('Lamp'), 100, 100)
    const house = viewport.put({ name: 'House', text: '' }, 600, 600)
    const button = viewport.put(starter('Switch'), 50, 50, house)
    await viewport.pass(1000)
    await viewport.use(button)
    expect(viewport.thing(lamp).colors.paper).toBe('#ffe9a8')
    expect(viewport.anchor(lamp, 'light')).toBe('on')
    await viewport.use(button)
    expect(viewport.thing(lamp).colors.paper).toBeNull()
    expect(viewport.anchor(lamp, 'light')).toBe('off')
    // Nobody else hears it.
    expect(viewport.said(button)).toEqual([])
  })

  test('hears the word for it, and nothing else', async () => {
    await using viewport = await openStage(seed)
    const lamp = viewport.put(starter('Lamp'), 100, 100)
    await viewport.pass(1000)
    await viewport.say('dark')
    expect(viewport.anchor(lamp, 'light')).toBe('off')
    await viewport.say('light')
    expect(viewport.anchor(lamp, 'light')).toBe('on')
    await viewport.use(lamp)
    expect(viewport.anchor(lamp, 'light')).toBe('off')
  })
})

describe('a cat', () => {
  test('roams near home, never leaves the floor, and never walks through things', async () => {
    await using viewport = await openStage(seed)
    const cat = viewport.put(starter('Cat'), 60, 60)
    const stones = [
      [0, 200],
      [150, 0],
      [150, 80],
      [200, 200],
      [60, 160],
    ].map(([x = 0, y = 0]) => viewport.put({ name: 'Stone', text: '' }, x, y))
    viewport.set(cat, 'rest', 1)
    await viewport.pass(1000)
    const spots = new Set<string>()
    for (let i = 0; i < 1200; i++) {
      await viewport.pass(100)
      const box = boxOf(viewport.thing(cat), viewport.time.now())
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.y).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(FLOOR_WIDTH)
      expect(Math.max(Math.abs(box.x - 60), Math.abs(box.y - 60))).toBeLessThanOrEqual(201)
      for (const stone of stones) {
        expect(overlap(shrunk(box), boxOf(viewport.thing(stone), viewport.time.now()))).toBe(false)
      }
      spots.add(`${Math.round(box.x)} ${Math.round(box.y)}`)
    }
    expect(spots.size).toBeGreaterThan(20)
  })

  test('is at home where it is put down, and purrs when it is stroked', async () => {
    await using viewport = await openStage(seed)
    const cat = viewport.put(starter('Cat'), 60, 60)
    await viewport.pass(1000)
    viewport.carry(cat, 700, 1500)
    await viewport.pass(30_000)
    const { y } = boxOf(viewport.thing(cat), viewport.time.now())
    expect(Math.abs(y - 1500)).toBeLessThanOrEqual(201)
    await viewport.use(cat)
    expect(viewport.said(cat)).toEqual(['Purrr.'])
  })
})

/** Half a pixel less on each side: a walk is drawn in fractions. */
const shrunk = ({ x, y, width, height }: Box): Box => ({
  x: x + 0.5,
  y: y + 0.5,
  width: width - 1,
  height: height - 1,
})

describe('a chest', () => {
  test('lets nobody in while it is shut, and says why', async () => {
    await using viewport = await openStage(seed)
    const chest = viewport.put(starter('Chest'), 100, 100)
    const mouse = viewport.put(MOUSE, 173, 110)
    await viewport.pass(1000)
    await viewport.use(mouse)
    expect(viewport.logged).toEqual(['The lid is shut.'])
    expect(viewport.thing(mouse).host).toBe(viewport.root)

    await viewport.use(chest)
    expect(viewport.anchor(chest, 'lid')).toBe('open')
    await viewport.use(mouse)
    expect(viewport.logged).toEqual(['The lid is shut.', 'inside'])
    expect(viewport.thing(mouse).host).toBe(chest)
  })

  test('says what is in it when it is opened', async () => {
    await using viewport = await openStage(seed)
    const chest = viewport.put(starter('Chest'), 100, 100)
    await viewport.pass(1000)
    await viewport.use(chest)
    await viewport.use(chest)
    viewport.put({ name: 'A thin book', text: '' }, 10, 10, chest)
    await viewport.use(chest)
    expect(viewport.said(chest)).toEqual([
      'There is nothing in it.',
      'The lid falls shut.',
      'In it: A thin book.',
    ])
  })
})

describe('a dice', () => {
  test('rolls every number from one to its sides, and shows the last', async () => {
    await using viewport = await openStage(seed)
    const dice = viewport.put(starter('Dice'), 100, 100)
    viewport.set(dice, 'sides', 3)
    await viewport.pass(1000)
    const rolled = new Set<string | undefined>()
    for (let i = 0; i < 60; i++) {
      await viewport.use(dice)
      rolled.add(viewport.anchor(dice, 'rolled'))
    }
    expect(rolled).toEqual(new Set(['1', '2', '3']))
    expect(viewport.said(dice).at(-1)).toBe(`Ada rolls ${viewport.anchor(dice, 'rolled')}.`)
  })
})

describe('a poll', () => {
  test('counts each once, and goes by what they said last', async () => {
    await using viewport = await openStage(seed)
    const poll = viewport.put(starter('Poll'), 100, 100)
    await viewport.pass(1000)
    await viewport.say('bridge', 'Ada')
    await viewport.say('Tower ', 'Bob')
    await viewport.say('bridge', 'Ada')
    expect(['bridge', 'tower', 'garden'].map((name) => viewport.anchor(poll, name))).toEqual(['1', '1', '0'])
    await viewport.say('tower', 'Ada')
    await viewport.say('a castle', 'Eve')
    await viewport.use(poll)
    expect(viewport.said(poll)).toEqual(['bridge: 0, tower: 2, garden: 0'])
  })
})

describe('a musical box', () => {
  test('plays the song on its page line by line, and no more', async () => {
    await using viewport = await openStage(seed)
    const box = viewport.put(starter('Musical box'), 100, 100)
    await viewport.pass(1000)
    await viewport.use(box)
    await viewport.pass(60_000)
    expect(viewport.said(box)).toEqual([
      '♪ Row, row, row your boat,',
      '♪ gently down the stream.',
      '♪ Merrily, merrily, merrily, merrily,',
      '♪ life is but a dream.',
    ])
  })

  test('stops when it is used while it plays, and begins anew after that', async () => {
    await using viewport = await openStage(seed)
    const box = viewport.put(starter('Musical box'), 100, 100)
    await viewport.pass(1000)
    await viewport.use(box)
    await viewport.use(box)
    await viewport.pass(10_000)
    expect(viewport.said(box)).toHaveLength(1)
    await viewport.use(box)
    expect(viewport.said(box)).toEqual(['♪ Row, row, row your boat,', '♪ Row, row, row your boat,'])
  })
})

describe('a portal', () => {
  test('carries who walks into it to the other one, on another floor too', async () => {
    await using viewport = await openStage(seed)
    viewport.put(starter('Portal'), 400, 100)
    const house = viewport.put({ name: 'House', text: '' }, 800, 800)
    const exit = viewport.put(starter('Portal'), 300, 300, house)
    const walker = viewport.put(WALKER, 100, 120)
    await viewport.pass(1000)
    await viewport.say('to 600 120')
    await viewport.pass(10_000)
    expect(viewport.thing(walker).host).toBe(house)
    const { x, y } = boxOf(viewport.thing(walker), viewport.time.now())
    expect(Math.hypot(x - 300, y - 400)).toBeLessThan(20)
    expect(viewport.thing(exit).place).toMatchObject({ x: 300, y: 300 })
  })

  test('leads to another world when its address is in the settings', async () => {
    await using viewport = await openStage(seed)
    const portal = viewport.put(starter('Portal'), 400, 100)
    await viewport.pass(1000)
    await viewport.use(portal)
    viewport.set(portal, 'world', 'ada/garden')
    await viewport.pass(1000)
    expect(viewport.thing(portal).properties.portal).toBe('ada/garden')
    await viewport.use(portal)
    expect(viewport.said(portal)).toEqual(['This leads nowhere yet.', 'This leads to ada/garden.'])
  })
})

describe('a shopkeeper', () => {
  test('hears people and answers each by name', async () => {
    await using viewport = await openStage(seed)
    const keeper = viewport.put(starter('Shopkeeper'), 400, 100)
    await viewport.pass(1000)
    await viewport.say('Hello!', 'Bob')
    await viewport.say('What is there to buy?')
    await viewport.say('What a day.')
    expect(viewport.said(keeper)).toEqual([
      'Good day, Bob! Ask me what there is to buy.',
      'I have a cup, a book, a lamp.',
    ])
  })

  test('hands over what there is, and no more of it', async () => {
    await using viewport = await openStage(seed)
    const keeper = viewport.put(starter('Shopkeeper'), 400, 100)
    await viewport.pass(1000)
    await viewport.say('I would like a lamp.')
    await viewport.say('A lamp, please.')
    const sold = viewport.on(viewport.root).filter(({ id }) => id !== keeper)
    expect(sold).toMatchObject([{ name: 'lamp', look: { sprite: 'lamp' }, properties: { pickable: true } }])
    expect(viewport.anchor(keeper, 'lamp')).toBe('0')
    expect(viewport.said(keeper)).toEqual([
      'Here is your lamp, Ada.',
      'The last lamp is gone, Ada. I am sorry.',
    ])
  })

  test('two of them do not talk to each other for ever', async () => {
    await using viewport = await openStage(seed)
    const keepers = [
      viewport.put(starter('Shopkeeper'), 100, 100),
      viewport.put(starter('Shopkeeper'), 500, 100),
    ]
    await viewport.pass(1000)
    await viewport.say('hello')
    await viewport.pass(10_000)
    expect(keepers.map((keeper) => viewport.said(keeper).length)).toEqual([1, 1])
  })
})

describe('a clock', () => {
  test('shows the time, another one by its settings, and strikes the hour once', async () => {
    await using viewport = await openStage(seed)
    const clock = viewport.put(starter('Clock'), 100, 100)
    await viewport.pass(10 * 60_000 + 1000)
    expect(viewport.anchor(clock, 'time')).toBe('00:10')
    viewport.set(clock, 'ahead', 2)
    await viewport.pass(60 * 60_000)
    expect(viewport.anchor(clock, 'time')).toBe('03:10')
    expect(viewport.said(clock)).toEqual(['Ding! Ding! Ding!'])
  })
})

describe('a maze', () => {
  test('has one way in, one way out, a way from one to the other, and is another one each time', async () => {
    await using viewport = await openStage(seed)
    const maze = viewport.put(starter('Maze'), 100, 100)
    await viewport.pass(1000)
    await viewport.use(maze)
    await viewport.pass(10_000)
    const first = await mapOf(viewport, maze)
    expect(isThroughable(first)).toBe(true)
    await viewport.use(maze)
    await viewport.pass(10_000)
    const second = await mapOf(viewport, maze)
    expect(isThroughable(second)).toBe(true)
    expect(second).not.toEqual(first)
  })

  test('leaves alone what people have put there', async () => {
    await using viewport = await openStage(seed)
    const maze = viewport.put(starter('Maze'), 100, 100)
    const book = viewport.put({ name: 'A thin book', text: '' }, 300, 300, maze)
    await viewport.pass(1000)
    await viewport.use(maze)
    await viewport.pass(10_000)
    expect(viewport.thing(book)).toMatchObject({ host: maze, place: { x: 300, y: 300 } })
  })
})

describe('after a restart', () => {
  test('a door is as it was left, a poll knows who voted, a lamp knows that it is on', async () => {
    await using viewport = await openStage(seed)
    const door = viewport.put(starter('Door'), 400, 100)
    viewport.put(starter('Key'), 340, 120)
    const poll = viewport.put(starter('Poll'), 100, 400)
    const lamp = viewport.put(starter('Lamp'), 600, 400)
    await viewport.pass(1000)
    await viewport.use(door)
    await viewport.say('bridge')
    await viewport.use(lamp)
    await viewport.restart(60_000)
    expect(viewport.thing(door).properties.locked).toBe(false)
    await viewport.say('tower')
    await viewport.use(lamp)
    await viewport.use(door)
    expect(viewport.thing(door).properties.locked).toBe(true)
    expect(['bridge', 'tower'].map((name) => viewport.anchor(poll, name))).toEqual(['0', '1'])
    expect(viewport.anchor(lamp, 'light')).toBe('off')
  })

  test('a clock does not strike the same hour twice, and a musical box is silent', async () => {
    await using viewport = await openStage(seed)
    const clock = viewport.put(starter('Clock'), 100, 100)
    const box = viewport.put(starter('Musical box'), 300, 100)
    await viewport.pass(60 * 60_000 + 2000)
    await viewport.use(box)
    await viewport.restart(5000)
    await viewport.pass(20_000)
    expect(viewport.said(clock)).toEqual(['Ding!'])
    expect(viewport.said(box)).toHaveLength(1)
    await viewport.use(box)
    await viewport.pass(20_000)
    expect(viewport.said(box)).toHaveLength(5)
  })
})

const ACROSS = 17
const CELL = Math.floor(FLOOR_WIDTH / ACROSS)

/** Rows of a maze: # is a hedge, a blank is a way. */
async function mapOf(viewport: Stage, maze: ArtifactId): Promise<string[]> {
  const rows = Array.from({ length: ACROSS }, () => Array.from({ length: ACROSS }, () => ' '))
  for (const { name, place, look } of viewport.on(maze)) {
    expect({ name, look }).toMatchObject({
      name: 'Hedge',
      look: { sprite: 'plant', width: CELL, height: CELL },
    })
    const row = rows[(place?.y ?? NaN) / CELL]
    if (row === undefined) throw new Error('a hedge stands in no row')
    row[(place?.x ?? NaN) / CELL] = '#'
  }
  return rows.map((row) => row.join(''))
}

/** Whether one gets from the gap at the top to the gap at the bottom, and there are no other gaps. */
function isThroughable(rows: readonly string[]): boolean {
  const gaps = [...edge(rows)].filter(([x, y]) => rows[y]?.[x] === ' ')
  expect(gaps).toHaveLength(2)
  const [start] = gaps
  const seen = new Set<string>()
  const ahead = start === undefined ? [] : [start]
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const [x, y] = at
    if (rows[y]?.[x] !== ' ' || seen.has(`${x} ${y}`)) continue
    seen.add(`${x} ${y}`)
    ahead.push([x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1])
  }
  // Every spot that is not a hedge can be reached, all 64 crossings are such spots, and there is one way only
  // to each: 63 openings between them, and two gaps.
  return seen.size === rows.join('').replaceAll('#', '').length && seen.size === 64 + 63 + 2
}

function* edge(rows: readonly string[]): Iterable<readonly [number, number]> {
  for (let i = 0; i < rows.length; i++) {
    yield [i, 0]
    yield [i, rows.length - 1]
    if (i > 0 && i < rows.length - 1) {
      yield [0, i]
      yield [rows.length - 1, i]
    }
  }
}
