// The rules of play, each as WORLD.md has it, with real programs in the real sandbox.
import { afterEach, expect, test } from 'vitest'
import { CODE_HELD } from '../../../shared/behavior/held-code.ts'
import { setProps } from '../../../shared/world/edits/property-edits.ts'
import { sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { id } from '../world/made.ts'
import { World } from './world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

/** A thing at 200,200 that does something when it is used, and logs the outcome. */
async function actor(code: string): Promise<void> {
  world.put('actor', {
    x: 200,
    y: 200,
    code: `on('use', async () => { log(JSON.stringify(await (async () => ${code})())) })`,
  })
  await world.begin()
}

async function use(): Promise<string | undefined> {
  expect(await world.use('actor')).toMatchObject({ ok: true })
  return world.logs.at(-1)?.replace('actor: ', '')
}

const OK = '{"ok":true,"why":null}'
const no = (why: string): string => JSON.stringify({ ok: false, why })

test('a program acts on its thing, and what it does is live and in no history', async () => {
  await actor(`set(self, { name: 'lamp', width: 50, paper: '#ffeeaa', speed: 250, locked: true })`)
  const before = world.scene.store.clients.size
  expect(await use()).toBe(OK)
  const { name, look, colors, properties, live } = world.thing('actor')
  expect([name, look.width, colors.paper, properties.speed, properties.locked]).toEqual([
    'lamp',
    50,
    '#ffeeaa',
    250,
    true,
  ])
  expect([...live].sort()).toEqual(['colors.paper', 'locked', 'look.width', 'name', 'speed'])
  expect(world.scene.store.clients.size).toBe(before)
})

test('[B24] a drawing is tinted, turned, made paler and larger, and takes up the same room', async () => {
  await actor(`set(self, { tint: '#d2452d', angle: self.angle - 15, opacity: 39.6, scale: 400 })`)
  world.put('ball', { x: 250, y: 200 })
  await world.pass(100)
  expect(await use()).toBe(OK)
  const { look, live } = world.thing('actor')
  expect(look).toMatchObject({ tint: '#d2452d', angle: 345, opacity: 40, scale: 400, width: 40 })
  expect([...live].sort()).toEqual(['look.angle', 'look.opacity', 'look.scale', 'look.tint'])
  await use()
  expect(world.thing('actor').look.angle).toBe(330)
  await world.pass(100)
  // It stands against the actor's box, not against its drawing.
  const ball = world.thing('ball')
  expect([ball.place?.x, ball.look.scale]).toEqual([250, 100])
  // An edit wins, as over all values of code.
  world.done(setProps(world.edit, [id('actor')], { 'look.tint': null, 'look.scale': 150 }))
  await world.pass(100)
  expect(world.thing('actor').look).toMatchObject({ tint: null, angle: 330, scale: 150 })
})

test.each([
  [`{ tint: 'red' }`, `"tint" in set must be a colour such as '#ffcc00', or null`],
  [`{ scale: 5 }`, '"scale" in set must be from 10 to 400, not 5.'],
  [`{ opacity: 101 }`, '"opacity" in set must be from 0 to 100, not 101.'],
  [`{ angle: '1turn' }`, '"angle" in set must be a number'],
])('[B24] %s is an error at its line', async (changes, words) => {
  await actor(`set(self, ${changes})`)
  await use()
  expect(world.faults('actor')).toEqual([expect.stringContaining(words)])
})

test('a thing walks in a straight leg, at as many pixels a second as its speed is percent', async () => {
  await actor(`moveTo(300, 200)`)
  const began = world.time.at
  await world.use('actor')
  expect(world.thing('actor').walk).toMatchObject({ toX: 300, toY: 200, speed: 100 })
  expect(world.logs).toEqual([])
  await world.pass(1000 - (world.time.at - began) + 60)
  expect(world.at('actor')).toBe('root 300,200')
  expect(world.thing('actor').walk).toBeNull()
  await world.pass(100)
  expect(world.logs).toEqual([`actor: ${OK}`])
})

test('walking stops at what is not passable, and says what it was', async () => {
  world.put('rug', { x: 250, y: 200, properties: { passable: true } })
  world.put('wall', { x: 300, y: 180, height: 200 })
  await actor(`moveTo(500, 200)`)
  await world.use('actor')
  await world.pass(3000)
  expect(world.at('actor')).toBe('root 260,200')
  expect(world.logs).toEqual([`actor: ${no('wall is in the way.')}`])
})

test('a walk ends at the edge of the floor', async () => {
  await actor(`moveTo(2000, 200)`)
  await world.use('actor')
  await world.pass(20_000)
  expect(world.at('actor')).toBe('root 900,200')
  expect(world.logs).toEqual([`actor: ${no('The floor ends there.')}`])
})

test('placing on an occupied spot is refused, and fitting finds the nearest free one', async () => {
  world.put('box', { x: 300, y: 300, width: 100, height: 100 })
  await actor(`Promise.all([placeAt(310, 380), placeAt(400, 300), fitAt(330, 390)])`)
  const [occupied, free, fit] = JSON.parse((await use()) ?? '')
  expect(occupied).toEqual({ ok: false, why: 'box stands there.' })
  expect(free).toEqual({ ok: true, why: null })
  expect(fit).toEqual({ ok: true, why: null })
  expect(world.at('actor')).toBe('root 330,400')
})

test('a push goes as far as power and weight say', async () => {
  world.put('ball', { x: 240, y: 200, properties: { weight: 200 } })
  await actor(`push(next('right'))`)
  expect(await use()).toBe(OK)
  expect(world.at('ball')).toBe('root 272,200')
})

test('a push ends at the first thing in the way, and is refused where there is no room', async () => {
  world.put('ball', { x: 240, y: 200, properties: { weight: 10 } })
  world.put('wall', { x: 340, y: 190, height: 60 })
  await actor(`push(closest({ name: 'ball' }))`)
  expect(await use()).toBe(OK)
  expect(world.at('ball')).toBe('root 300,200')
  expect(await use()).toBe(no('ball is too far away.'))
  world.write(
    'actor',
    `on('use', async () => { await placeAt(260, 200); log(JSON.stringify(await push(next('right')))) })`,
  )
  await world.pass(500)
  expect(await use()).toBe(no('There is no room to push it.'))
})

test('what is not pushable does not move', async () => {
  world.put('rock', { x: 240, y: 200, properties: { pushable: false } })
  await actor(`push(next('right'))`)
  expect(await use()).toBe(no('rock cannot be pushed.'))
  expect(world.at('rock')).toBe('root 240,200')
})

test('picking up is a stack: last in, first out, put down beside in free space', async () => {
  world.put('one', { x: 242, y: 200, properties: { pickable: true } })
  world.put('two', { x: 200, y: 243 })
  world.put('stone', { x: 157, y: 200, properties: { pickable: false } })
  await actor(`{ const all = []
    for (const name of ['one', 'two', 'stone']) all.push(await pickUp(closest({ name })))
    all.push(inside().map((thing) => thing.name)); return all }`)
  const [one, two, stone, held] = JSON.parse((await use()) ?? '')
  expect([one.ok, two.ok, stone.why]).toEqual([true, true, 'stone cannot be picked up.'])
  expect(held.sort()).toEqual(['one', 'two'])
  expect(world.thing('one').host).toBe('actor')
  world.write('actor', `on('use', async () => { log(JSON.stringify(await putDown())) })`)
  await world.pass(500)
  await use()
  expect(world.at('two')).toBe('root 200,240')
  expect(world.thing('one').host).toBe('actor')
  await use()
  expect(world.thing('one').host).toBe('root')
  expect(await use()).toBe(no('There is nothing to put down.'))
})

test('one enters a neighbour within 3 px that is not locked, and leaves beside it', async () => {
  world.put('house', { x: 243, y: 200 })
  world.put('cell', { x: 157, y: 200, properties: { locked: true } })
  world.put('far', { x: 200, y: 244 })
  await actor(`{ const tried = []
    for (const name of ['cell', 'far', 'house']) tried.push(await enter(closest({ name })))
    return tried }`)
  const tried = JSON.parse((await use()) ?? '')
  expect(tried.map((one: { why: string | null }) => one.why)).toEqual([
    'cell is locked.',
    'far is too far away.',
    null,
  ])
  expect(world.thing('actor').host).toBe('house')
  world.write('actor', `on('use', async () => { log(JSON.stringify(await leave())) })`)
  await world.pass(500)
  expect(await use()).toBe(OK)
  expect(world.at('actor')).toBe('root 243,240')
  expect(await use()).toBe(no('This is the world itself, so there is nothing outside it.'))
})

test('nothing is put into itself, nor the world anywhere', async () => {
  await actor(`Promise.all([
    placeAt(host, 0, 0, self),
    teleport(0, 0, self) ])`)
  const [root, itself] = JSON.parse((await use()) ?? '')
  expect(root.why).toBe('The world itself cannot be moved.')
  expect(itself.why).toBe('A thing cannot be put into itself.')
})

test('code makes things, with a page that lives at once, and copies them with their inside', async () => {
  await actor(`{
    const chest = await create({ name: 'chest', x: 400, y: 400, on: host, text: 'A chest' })
    await create({ name: 'coin', on: chest, text: '~~~js\\nmemory.alive = true\\n~~~' })
    const twin = await copy(chest, { name: 'twin' })
    return [twin.name, inside(twin).map((thing) => thing.name), text(twin).whole] }`)
  expect(JSON.parse((await use()) ?? '')).toEqual(['twin', ['coin'], 'A chest'])
  await world.pass(200)
  const coins = [...world.view.artifacts()].filter(({ name }) => name === 'coin')
  expect(coins.map(({ onlyLive }) => onlyLive)).toEqual([true, true])
  for (const coin of coins) expect(world.memory(coin.id)).toEqual({ alive: true })
  expect(world.at('chest')).toBe('root 400,400')
})

test('[B22] what is made on a spot, and on no floor by name, stands on the floor of its maker', async () => {
  await actor(`[
    await create({ name: 'near', x: 400, y: 400 }),
    await create({ name: 'low', y: 600, fit: true }),
    await create({ name: 'within', x: 5, y: 6, on: self }),
    await create({ name: 'stored' })].map((made) => made && made.host.name)`)
  expect(JSON.parse((await use()) ?? '')).toEqual([
    world.thing('root').name,
    world.thing('root').name,
    'actor',
    'actor',
  ])
  expect(world.at('near')).toBe('root 400,400')
})

test('[B22] the page of the world itself makes things on its own floor', async () => {
  world.write('root', `create({ name: 'made', x: 400, y: 300 })`)
  await world.begin()
  await world.pass(200)
  expect(world.at('made')).toBe('root 400,300')
})

test('[F13] code does not copy what has code that came with files and sleeps', async () => {
  world.put('chest', { x: 400, y: 0 })
  world.put('bell', { on: 'chest', code: `memory.rang = 'yes'` })
  sceneArtifact(world.scene, id('bell'))?.set(CODE_HELD, true)
  await actor(`Promise.all([copy(find({ name: 'chest' })[0]), copy(find({ name: 'bell' })[0])])`)
  expect(await use()).toBe('[null,null]')
  expect(world.faults('actor')).toEqual([expect.stringContaining('came with files and sleeps')])
  expect([...world.view.artifacts()].filter(({ name }) => name === 'bell').length).toBe(1)
})

test('destroying puts a thing into limbo; what only code made is gone; the world itself stays', async () => {
  world.put('vase', { x: 400, y: 0 })
  await actor(`{
    const toy = await create({ name: 'toy' })
    return Promise.all([destroy(toy), destroy(find({ name: 'vase' })[0]), destroy(host)]) }`)
  const outcomes = JSON.parse((await use()) ?? '')
  expect(outcomes[2].why).toBe('The world itself cannot be put away.')
  expect(world.thing('vase').host).toBe('limbo')
  expect(world.thing('vase').place?.was).toMatchObject({ host: 'root', x: 400, y: 0 })
  expect([...world.view.artifacts()].some(({ name }) => name === 'toy')).toBe(false)
})

test('things are in each other 64 deep and no deeper, also by copying', async () => {
  await actor(`{ const boxes = [await create({ name: 'box' })]
    for (let box = boxes[0]; box; box = await create({ name: 'box', on: box })) boxes.push(box)
    const deep = boxes.length
    const half = boxes[40]
    return [deep, await copy(half, { on: half }), (await copy(boxes.at(-1), { on: half })) !== null] }`)
  await world.use('actor')
  await world.pass(20_000)
  expect(world.faults('actor')).toEqual([
    expect.stringMatching(/^warning .*"copy" was not done/),
    expect.stringMatching(/^warning .*"create" was not done/),
  ])
  const [deep, tooDeep, fits] = JSON.parse(world.logs.at(-1)?.replace('actor: ', '') ?? '')
  // The first is counted twice: it began the list.
  expect([deep - 1, tooDeep, fits]).toEqual([63, null, true])
})

test('a refusal says in plain words why, and nothing happens', async () => {
  world.put('block', { x: 400, y: 0, properties: { speed: 0 } })
  await actor(
    `Promise.all([moveTo(find({ name: 'block' })[0], 0, 0), pickUp(find({ name: 'block' })[0]), whisper(self, ' ')])`,
  )
  const whys = JSON.parse((await use()) ?? '').map((outcome: { why: string }) => outcome.why)
  expect(whys).toEqual([
    'block cannot walk: its speed is 0.',
    'block is too far away.',
    'There is nothing to say.',
  ])
})
