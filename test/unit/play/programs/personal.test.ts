// What programs show and ask one person alone, and send each other.
import { beforeEach, describe, expect, test } from 'vitest'
import type { PersonalChange, Question } from '../../../../shared/behavior/personal.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { setText } from '../../../../shared/world/edits/text-edits.ts'
import { id } from '../../world/made.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

let world: World
let ann: Player
let told: { readonly to: ArtifactId; readonly change: PersonalChange }[] = []

async function begin(code: string): Promise<void> {
  world.put('lamp', { x: 60, y: 60, code })
  await beginAt(world, GARDEN, { onPersonal: (to, change) => void told.push({ to, change }) })
  await ann.ask({ verb: 'visit' })
  await ann.walkTo(20, 100)
}

const asked = (): readonly Question[] => told.flatMap(({ change }) => change.questions)
async function use(): Promise<void> {
  expect(await ann.ask({ verb: 'use', thing: id('lamp') })).toEqual({ ok: true, why: null })
}
const all = (): string => JSON.stringify([world.stored.toJSON(), world.scene.toJSON()])

beforeEach(() => {
  world = new World()
  ann = new Player(world, 'Ann')
  told = []
})

describe('[B15] One person alone is shown a value', () => {
  const SHOWING = `on('use', async ({ subject }) => {
    const score = await text(host).showTo(subject, 'score', 'a secret of ' + subject.name)
    const look = await setFor(subject, self, { sprite: 'key', name: 'hidden' })
    log(score.ok, look.ok)
  })`

  test('it is told to them, is in no document, and is told again to one who comes', async () => {
    await begin(SHOWING)
    world.done(setText(world.edit, id('root'), '#score 0'))
    await world.pass(100)
    await use()
    await world.pass(100)
    expect(world.logs).toEqual(['lamp: true true'])
    const values = [
      { thing: 'root', name: '#score', value: 'a secret of Ann' },
      { thing: 'lamp', name: 'sprite', value: 'key' },
      { thing: 'lamp', name: 'name', value: 'hidden' },
    ]
    expect(told.map(({ to }) => to)).toEqual(told.map(() => 'ann'))
    expect(told.flatMap(({ change }) => change.values)).toEqual(expect.arrayContaining(values))
    expect(all()).not.toContain('a secret of Ann')
    expect(JSON.stringify(world.stored.toJSON())).not.toContain('hidden')
    expect(world.anchor('root', 'score')).toBe('0')
    expect(world.play?.personalOf(id('ann'))).toMatchObject({
      whole: true,
      values: expect.arrayContaining(values),
    })
    expect(world.play?.personalOf(id('bob'))).toBeNull()
  })

  test('null shows the world’s again, and so does the end of the program', async () => {
    await begin(`on('use', ({ subject }) => setFor(subject, self, { name: 'one', sprite: 'key' }))
      on('hear', ({ subject }) => setFor(subject, self, { name: null }))`)
    await use()
    await ann.ask({ verb: 'say', words: 'back' })
    expect(told.at(-1)?.change.values).toEqual([{ thing: 'lamp', name: 'name', value: null }])
    world.write('lamp', `log('new')`)
    await world.pass(2_000)
    expect(told.at(-1)?.change.values).toEqual([{ thing: 'lamp', name: 'sprite', value: null }])
    expect(world.play?.personalOf(id('ann'))).toBeNull()
  })

  test('what cannot be shown is refused in words, and 100 values are the most', async () => {
    await begin(`on('use', async ({ subject }) => {
      log((await text().showTo(subject, 'none', 1)).why)
      log((await setFor(subject, self, { name: 'a\\nb' })).ok)
      for (let at = 0; at < 110; at++) {
        const { why } = await setFor(subject, find()[at % 110], { name: 'n' })
        if (why !== null) return log(at, why)
      }
    })`)
    for (let at = 0; at < 115; at += 1)
      world.put(`t${at}`, { x: 50 * (at % 18), y: 400 + 50 * Math.floor(at / 18) })
    await world.pass(100)
    await use()
    await world.pass(2_000)
    expect(world.logs).toEqual([
      'lamp: The page has no line “#none”.',
      'lamp: true',
      expect.stringMatching(/^lamp: \d+ A program can show one person at most 100 values of their own\.$/),
    ])
  })
})

describe('[B16] A person is asked', () => {
  const ASKING = `on('use', async ({ subject }) => log(JSON.stringify(await ask(subject, 'Tea?', ['Yes', 'No']))))`

  test('and answers once; the promise has the answer', async () => {
    await begin(ASKING)
    await use()
    const [question] = asked()
    expect(question).toMatchObject({
      thing: 'lamp',
      words: 'Tea?',
      form: { type: 'choices', choices: ['Yes', 'No'] },
    })
    const reply = (answer: string) => ann.ask({ verb: 'reply', question: question?.id ?? '', answer })
    expect(await reply('Perhaps')).toEqual({ ok: false, why: 'That answer does not fit the question.' })
    expect(await reply('Yes')).toEqual({ ok: true, why: null })
    expect(await reply('No')).toEqual({ ok: false, why: 'Nobody asks that any more.' })
    await world.pass(100)
    expect(world.logs).toEqual(['lamp: "Yes"'])
    expect(told.at(-1)?.change.closed).toEqual([question?.id])
  })

  test('by fields too, each of its own kind', async () => {
    await begin(`on('use', async ({ subject }) =>
      log(JSON.stringify(await ask(subject, 'Who?', { name: '', age: 3, tall: false, colour: ['red', 'blue'] }))))`)
    await use()
    const question = asked()[0]?.id ?? ''
    const good = { name: 'Ann', age: 9.5, tall: true, colour: 'blue' }
    for (const bad of [
      { ...good, age: '9' },
      { ...good, colour: 'green' },
      { name: 'Ann' },
      { ...good, more: 1 },
      'Ann',
    ])
      expect(await ann.ask({ verb: 'reply', question, answer: bad })).toMatchObject({ ok: false })
    expect(await ann.ask({ verb: 'reply', question, answer: good })).toMatchObject({ ok: true })
    await world.pass(100)
    expect(world.logs).toEqual([`lamp: ${JSON.stringify(good)}`])
  })

  test('nobody answers for somebody else', async () => {
    await begin(ASKING)
    const bob = new Player(world, 'Bob')
    await bob.ask({ verb: 'visit' })
    await use()
    const question = asked()[0]?.id ?? ''
    expect(await bob.ask({ verb: 'reply', question, answer: 'Yes' })).toMatchObject({ ok: false })
    expect(world.logs).toEqual([])
  })

  test('it ends by itself, and when its person goes', async () => {
    await begin(`on('use', async ({ subject }) => log(await ask(subject, 'Soon?', ['Yes'], { within: 5 })))`)
    await use()
    await world.pass(4_000)
    expect(world.logs).toEqual([])
    await world.pass(2_000)
    expect(world.logs).toEqual(['lamp: null'])
    expect(told.at(-1)?.change.closed).toEqual([asked()[0]?.id])
  })

  test('one at a time, and not at once again after it was closed; each null says why at its line', async () => {
    await begin(`on('use', async ({ subject }) => log(await ask(subject, 'Tea?', ['Yes'])))`)
    await use()
    await use()
    expect(world.logs).toEqual(['lamp: null'])
    expect(world.faults('lamp')).toEqual([
      expect.stringContaining(
        '"ask" was not done. You are asking this person something already. It gave null.',
      ),
    ])
    await ann.ask({ verb: 'reply', question: asked()[0]?.id ?? '', answer: null })
    await use()
    expect(asked()).toHaveLength(1)
    await world.pass(3_000)
    await use()
    expect(asked()).toHaveLength(2)
  })

  test('it does not outlive its program: a late answer is refused, and answers nothing else', async () => {
    await begin(ASKING)
    await use()
    const question = asked()[0]?.id ?? ''
    world.write('lamp', `${ASKING}\n// new`)
    await world.pass(2_000)
    expect(told.at(-1)?.change.closed).toEqual([question])
    await use()
    expect(await ann.ask({ verb: 'reply', question, answer: 'Yes' })).toMatchObject({ ok: false })
    await world.pass(100)
    expect(world.logs).toEqual([])
    expect(world.play?.personalOf(id('ann'))?.questions).toHaveLength(1)
  })
})

test('[B23] a person is asked whether their view may be led to a thing, and may refuse', async () => {
  world.put('gate', { x: 700, y: 900 })
  await begin(
    `on('use', async ({ subject }) => log(await pointOut(subject, closest({ name: 'gate' }), 'The gate?')))`,
  )
  await use()
  const [question] = asked()
  expect(question).toMatchObject({ words: 'The gate?', form: { type: 'spot', thing: 'gate' } })
  const reply = (answer: string | null) =>
    ann.ask({ verb: 'reply', question: asked().at(-1)?.id ?? '', answer })
  expect(await reply('no')).toMatchObject({ ok: false })
  expect(await reply('shown')).toMatchObject({ ok: true })
  await use()
  await reply(null)
  await world.pass(100)
  expect(world.logs).toEqual(['lamp: true', 'lamp: false'])
})

describe('[B17] A thing sends another something', () => {
  test('which hears it alone, with who sent it', async () => {
    world.put('board', {
      x: 300,
      code: `on('message', ({ data, subject, words }) => log(subject.name, data.points, words))`,
    })
    world.put('spy', { x: 400, code: `on('use', () => {}); on('hear', ({ words }) => log(words))` })
    await begin(`on('use', async () => {
      log((await send(closest({ name: 'board' }), { points: 5 })).ok)
      log((await send(closest({ name: 'spy' }), 'x')).why)
    })`)
    await use()
    await world.pass(200)
    expect(world.logs.toSorted()).toEqual([
      'board: lamp 5 null',
      'lamp: true',
      'lamp: “spy” does not listen for messages.',
    ])
    expect(all()).not.toContain('points":5')
  })

  test('a chain of messages has an end', async () => {
    world.put('b', { x: 300, code: `on('message', ({ data, subject }) => send(subject, data + 1))` })
    await begin(`on('message', ({ data, subject }) => { memory.last = data; send(subject, data + 1) })
      on('use', () => send(closest({ name: 'b' }), 0))`)
    await use()
    await world.pass(2_000)
    expect(world.memory('lamp')['last']).toBeLessThan(20)
    expect([...world.faults('lamp'), ...world.faults('b')].join()).toContain('a chain of 16 events')
  })
})
