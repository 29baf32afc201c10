// Starter things do what they say: their own pages, in a real sandbox, on a real play, in a time that passes at will.
import { describe, expect, test } from 'vitest'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { seedFromEnvironment } from '../../simulation/random.ts'
import { openStage, type Prop, type Stage } from './stage.ts'

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

/** Walks to where it is sent by the words `to x y`, and says what came of it. */
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

/** Goes into what stands beside it when it is used, and says what came of it. */
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
    await using stage = await openStage(seed)
    const door = stage.put(starter('Door'), 400, 100)
    const key = stage.put(starter('Key'), 400, 900)
    stage.put({ name: 'Spoon', text: '' }, 480, 100)
    await stage.pass(1000)
    const { properties } = stage.thing(door)
    expect(properties).toMatchObject({ locked: true, passable: false })

    await stage.use(door)
    expect(stage.thing(door).properties).toMatchObject({ locked: true, passable: false })
    expect(stage.said(door)).toEqual(['It is locked. Where is the Key?'])

    stage.carry(key, 340, 120)
    await stage.use(door)
    expect(stage.thing(door).properties).toMatchObject({ locked: false, passable: true })
    await stage.use(door)
    expect(stage.thing(door).properties).toMatchObject({ locked: true, passable: false })
  })

  test('a key in a box beside the door is no help, and another key fits after a change of settings', async () => {
    await using stage = await openStage(seed)
    const door = stage.put(starter('Door'), 400, 100)
    const box = stage.put({ name: 'Box', text: '' }, 330, 100)
    stage.put(starter('Key'), 10, 10, box)
    await stage.pass(1000)
    await stage.use(door)
    expect(stage.thing(door).properties.locked).toBe(true)

    stage.set(door, 'key', 'Box')
    await stage.use(door)
    expect(stage.thing(door).properties.locked).toBe(false)
  })
})

describe('a sign', () => {
  test('counts who reads it and who comes by, shows it in place, and writes no history', async () => {
    await using stage = await openStage(seed)
    const sign = stage.put(starter('Sign'), 100, 100)
    await stage.pass(1000)
    const before = stage.scene()
    for (let i = 0; i < 3; i++) await stage.use(sign)
    expect(stage.anchor(sign, 'visits')).toBe('3')
    expect(stage.scene()).toEqual(before)
  })

  test('counts on from the number that people write there', async () => {
    await using stage = await openStage(seed)
    const sign = stage.put(starter('Sign'), 100, 100)
    await stage.pass(1000)
    await stage.use(sign)
    stage.write(sign, starter('Sign').text.replace('#visits 0', '#visits 100'))
    await stage.pass(1000)
    expect(stage.anchor(sign, 'visits')).toBe('100')
    await stage.use(sign)
    expect(stage.anchor(sign, 'visits')).toBe('101')
  })

  test('counts a thing that comes onto its floor', async () => {
    await using stage = await openStage(seed)
    const house = stage.put({ name: 'Chest', text: '' }, 100, 100)
    const sign = stage.put(starter('Sign'), 100, 100, house)
    const mouse = stage.put(MOUSE, 165, 120)
    await stage.pass(1000)
    await stage.use(mouse)
    expect(stage.logged).toEqual(['inside'])
    expect(stage.anchor(sign, 'visits')).toBe('1')
  })
})

describe('a lamp', () => {
  test('goes on and off by its switch, which is on another floor', async () => {
    await using stage = await openStage(seed)
    const lamp = stage.put(starter('Lamp'), 100, 100)
    const house = stage.put({ name: 'House', text: '' }, 600, 600)
    const button = stage.put(starter('Switch'), 50, 50, house)
    await stage.pass(1000)
    await stage.use(button)
    expect(stage.thing(lamp).colors.paper).toBe('#ffe9a8')
    expect(stage.anchor(lamp, 'light')).toBe('on')
    await stage.use(button)
    expect(stage.thing(lamp).colors.paper).toBeNull()
    expect(stage.anchor(lamp, 'light')).toBe('off')
    // Nobody else hears it.
    expect(stage.said(button)).toEqual([])
  })

  test('hears the word for it, and nothing else', async () => {
    await using stage = await openStage(seed)
    const lamp = stage.put(starter('Lamp'), 100, 100)
    await stage.pass(1000)
    await stage.say('dark')
    expect(stage.anchor(lamp, 'light')).toBe('off')
    await stage.say('light')
    expect(stage.anchor(lamp, 'light')).toBe('on')
    await stage.use(lamp)
    expect(stage.anchor(lamp, 'light')).toBe('off')
  })
})

describe('a cat', () => {
  test('roams near home, never leaves the floor, and never walks through things', async () => {
    await using stage = await openStage(seed)
    const cat = stage.put(starter('Cat'), 60, 60)
    const stones = [
      [0, 200],
      [150, 0],
      [150, 80],
      [200, 200],
      [60, 160],
    ].map(([x = 0, y = 0]) => stage.put({ name: 'Stone', text: '' }, x, y))
    stage.set(cat, 'rest', 1)
    await stage.pass(1000)
    const spots = new Set<string>()
    for (let i = 0; i < 1200; i++) {
      await stage.pass(100)
      const box = boxOf(stage.thing(cat), stage.time.now())
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.y).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(FLOOR_WIDTH)
      expect(Math.max(Math.abs(box.x - 60), Math.abs(box.y - 60))).toBeLessThanOrEqual(201)
      for (const stone of stones) {
        expect(overlap(shrunk(box), boxOf(stage.thing(stone), stage.time.now()))).toBe(false)
      }
      spots.add(`${Math.round(box.x)} ${Math.round(box.y)}`)
    }
    expect(spots.size).toBeGreaterThan(20)
  })

  test('is at home where it is put down, and purrs when it is stroked', async () => {
    await using stage = await openStage(seed)
    const cat = stage.put(starter('Cat'), 60, 60)
    await stage.pass(1000)
    stage.carry(cat, 700, 1500)
    await stage.pass(30_000)
    const { y } = boxOf(stage.thing(cat), stage.time.now())
    expect(Math.abs(y - 1500)).toBeLessThanOrEqual(201)
    await stage.use(cat)
    expect(stage.said(cat)).toEqual(['Purrr.'])
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
    await using stage = await openStage(seed)
    const chest = stage.put(starter('Chest'), 100, 100)
    const mouse = stage.put(MOUSE, 173, 110)
    await stage.pass(1000)
    await stage.use(mouse)
    expect(stage.logged).toEqual(['The lid is shut.'])
    expect(stage.thing(mouse).host).toBe(stage.root)

    await stage.use(chest)
    expect(stage.anchor(chest, 'lid')).toBe('open')
    await stage.use(mouse)
    expect(stage.logged).toEqual(['The lid is shut.', 'inside'])
    expect(stage.thing(mouse).host).toBe(chest)
  })

  test('says what is in it when it is opened', async () => {
    await using stage = await openStage(seed)
    const chest = stage.put(starter('Chest'), 100, 100)
    await stage.pass(1000)
    await stage.use(chest)
    await stage.use(chest)
    stage.put({ name: 'A thin book', text: '' }, 10, 10, chest)
    await stage.use(chest)
    expect(stage.said(chest)).toEqual([
      'There is nothing in it.',
      'The lid falls shut.',
      'In it: A thin book.',
    ])
  })
})

describe('a dice', () => {
  test('rolls every number from one to its sides, and shows the last', async () => {
    await using stage = await openStage(seed)
    const dice = stage.put(starter('Dice'), 100, 100)
    stage.set(dice, 'sides', 3)
    await stage.pass(1000)
    const rolled = new Set<string | undefined>()
    for (let i = 0; i < 60; i++) {
      await stage.use(dice)
      rolled.add(stage.anchor(dice, 'rolled'))
    }
    expect(rolled).toEqual(new Set(['1', '2', '3']))
    expect(stage.said(dice).at(-1)).toBe(`Ada rolls ${stage.anchor(dice, 'rolled')}.`)
  })
})

describe('a poll', () => {
  test('counts each once, and goes by what they said last', async () => {
    await using stage = await openStage(seed)
    const poll = stage.put(starter('Poll'), 100, 100)
    await stage.pass(1000)
    await stage.say('bridge', 'Ada')
    await stage.say('Tower ', 'Bob')
    await stage.say('bridge', 'Ada')
    expect(['bridge', 'tower', 'garden'].map((name) => stage.anchor(poll, name))).toEqual(['1', '1', '0'])
    await stage.say('tower', 'Ada')
    await stage.say('a castle', 'Eve')
    await stage.use(poll)
    expect(stage.said(poll)).toEqual(['bridge: 0, tower: 2, garden: 0'])
  })
})

describe('a musical box', () => {
  test('plays the song on its page line by line, and no more', async () => {
    await using stage = await openStage(seed)
    const box = stage.put(starter('Musical box'), 100, 100)
    await stage.pass(1000)
    await stage.use(box)
    await stage.pass(60_000)
    expect(stage.said(box)).toEqual([
      '♪ Row, row, row your boat,',
      '♪ gently down the stream.',
      '♪ Merrily, merrily, merrily, merrily,',
      '♪ life is but a dream.',
    ])
  })

  test('stops when it is used while it plays, and begins anew after that', async () => {
    await using stage = await openStage(seed)
    const box = stage.put(starter('Musical box'), 100, 100)
    await stage.pass(1000)
    await stage.use(box)
    await stage.use(box)
    await stage.pass(10_000)
    expect(stage.said(box)).toHaveLength(1)
    await stage.use(box)
    expect(stage.said(box)).toEqual(['♪ Row, row, row your boat,', '♪ Row, row, row your boat,'])
  })
})

describe('a portal', () => {
  test('carries who walks into it to the other one, on another floor too', async () => {
    await using stage = await openStage(seed)
    stage.put(starter('Portal'), 400, 100)
    const house = stage.put({ name: 'House', text: '' }, 800, 800)
    const exit = stage.put(starter('Portal'), 300, 300, house)
    const walker = stage.put(WALKER, 100, 120)
    await stage.pass(1000)
    await stage.say('to 600 120')
    await stage.pass(10_000)
    expect(stage.thing(walker).host).toBe(house)
    const { x, y } = boxOf(stage.thing(walker), stage.time.now())
    expect(Math.hypot(x - 300, y - 400)).toBeLessThan(20)
    expect(stage.thing(exit).place).toMatchObject({ x: 300, y: 300 })
  })

  test('leads to another world when its address is in the settings', async () => {
    await using stage = await openStage(seed)
    const portal = stage.put(starter('Portal'), 400, 100)
    await stage.pass(1000)
    await stage.use(portal)
    stage.set(portal, 'world', 'ada/garden')
    await stage.pass(1000)
    expect(stage.thing(portal).properties.portal).toBe('ada/garden')
    await stage.use(portal)
    expect(stage.said(portal)).toEqual(['This leads nowhere yet.', 'This leads to ada/garden.'])
  })
})

describe('a shopkeeper', () => {
  test('hears people and answers each by name', async () => {
    await using stage = await openStage(seed)
    const keeper = stage.put(starter('Shopkeeper'), 400, 100)
    await stage.pass(1000)
    await stage.say('Hello!', 'Bob')
    await stage.say('What is there to buy?')
    await stage.say('What a day.')
    expect(stage.said(keeper)).toEqual([
      'Good day, Bob! Ask me what there is to buy.',
      'I have a cup, a book, a lamp.',
    ])
  })

  test('hands over what there is, and no more of it', async () => {
    await using stage = await openStage(seed)
    const keeper = stage.put(starter('Shopkeeper'), 400, 100)
    await stage.pass(1000)
    await stage.say('I would like a lamp.')
    await stage.say('A lamp, please.')
    const sold = stage.on(stage.root).filter(({ id }) => id !== keeper)
    expect(sold).toMatchObject([{ name: 'lamp', look: { sprite: 'lamp' }, properties: { pickable: true } }])
    expect(stage.anchor(keeper, 'lamp')).toBe('0')
    expect(stage.said(keeper)).toEqual(['Here is your lamp, Ada.', 'The last lamp is gone, Ada. I am sorry.'])
  })

  test('two of them do not talk to each other for ever', async () => {
    await using stage = await openStage(seed)
    const keepers = [stage.put(starter('Shopkeeper'), 100, 100), stage.put(starter('Shopkeeper'), 500, 100)]
    await stage.pass(1000)
    await stage.say('hello')
    await stage.pass(10_000)
    expect(keepers.map((keeper) => stage.said(keeper).length)).toEqual([1, 1])
  })
})

describe('a clock', () => {
  test('shows the time, another one by its settings, and strikes the hour once', async () => {
    await using stage = await openStage(seed)
    const clock = stage.put(starter('Clock'), 100, 100)
    await stage.pass(10 * 60_000 + 1000)
    expect(stage.anchor(clock, 'time')).toBe('00:10')
    stage.set(clock, 'ahead', 2)
    await stage.pass(60 * 60_000)
    expect(stage.anchor(clock, 'time')).toBe('03:10')
    expect(stage.said(clock)).toEqual(['Ding! Ding! Ding!'])
  })
})

describe('a maze', () => {
  test('has one way in, one way out, a way from one to the other, and is another one each time', async () => {
    await using stage = await openStage(seed)
    const maze = stage.put(starter('Maze'), 100, 100)
    await stage.pass(1000)
    await stage.use(maze)
    await stage.pass(10_000)
    const first = await mapOf(stage, maze)
    expect(isThroughable(first)).toBe(true)
    await stage.use(maze)
    await stage.pass(10_000)
    const second = await mapOf(stage, maze)
    expect(isThroughable(second)).toBe(true)
    expect(second).not.toEqual(first)
  })

  test('leaves alone what people have put there', async () => {
    await using stage = await openStage(seed)
    const maze = stage.put(starter('Maze'), 100, 100)
    const book = stage.put({ name: 'A thin book', text: '' }, 300, 300, maze)
    await stage.pass(1000)
    await stage.use(maze)
    await stage.pass(10_000)
    expect(stage.thing(book)).toMatchObject({ host: maze, place: { x: 300, y: 300 } })
  })
})

describe('after a restart', () => {
  test('a door is as it was left, a poll knows who voted, a lamp knows that it is on', async () => {
    await using stage = await openStage(seed)
    const door = stage.put(starter('Door'), 400, 100)
    stage.put(starter('Key'), 340, 120)
    const poll = stage.put(starter('Poll'), 100, 400)
    const lamp = stage.put(starter('Lamp'), 600, 400)
    await stage.pass(1000)
    await stage.use(door)
    await stage.say('bridge')
    await stage.use(lamp)
    await stage.restart(60_000)
    expect(stage.thing(door).properties.locked).toBe(false)
    await stage.say('tower')
    await stage.use(lamp)
    await stage.use(door)
    expect(stage.thing(door).properties.locked).toBe(true)
    expect(['bridge', 'tower'].map((name) => stage.anchor(poll, name))).toEqual(['0', '1'])
    expect(stage.anchor(lamp, 'light')).toBe('off')
  })

  test('a clock does not strike the same hour twice, and a musical box is silent', async () => {
    await using stage = await openStage(seed)
    const clock = stage.put(starter('Clock'), 100, 100)
    const box = stage.put(starter('Musical box'), 300, 100)
    await stage.pass(60 * 60_000 + 2000)
    await stage.use(box)
    await stage.restart(5000)
    await stage.pass(20_000)
    expect(stage.said(clock)).toEqual(['Ding!'])
    expect(stage.said(box)).toHaveLength(1)
    await stage.use(box)
    await stage.pass(20_000)
    expect(stage.said(box)).toHaveLength(5)
  })
})

const ACROSS = 17
const CELL = Math.floor(FLOOR_WIDTH / ACROSS)

/** Rows of a maze: # is a hedge, a blank is a way. */
async function mapOf(stage: Stage, maze: ArtifactId): Promise<string[]> {
  const rows = Array.from({ length: ACROSS }, () => Array.from({ length: ACROSS }, () => ' '))
  for (const { name, place, look } of stage.on(maze)) {
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
  // Every spot that is not a hedge can be reached, all 64 crossings are such spots, and there is one way only to each:
  // 63 openings between them, and two gaps.
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
