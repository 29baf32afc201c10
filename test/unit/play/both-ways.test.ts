// A person can do to a world what code can, and the other way round. Where both stand there, they act by the
// same rules, to the same words and the same pixel. Code's other acts on things are edits for people.
import { describe, expect, test } from 'vitest'
import type { Act } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { setProperty } from '../../../shared/world/edits/field-edits.ts'
import { rename } from '../../../shared/world/edits/name-edits.ts'
import { createArtifact, moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import type { Edit, Edited } from '../../../shared/world/edits/scene-edit.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { speechOf } from '../../../shared/world/live/live-state.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import { id } from '../world/made.ts'
import { beginAt, GARDEN, Player } from './people.ts'
import { World } from './world.ts'

const SPOT = { x: 398, y: 404 }
const chair = id('chair')

function furnish(): World {
  const world = new World()
  const used = `on('use', () => { memory.used = (memory.used ?? 0) + 1 })`
  world.put('chair', { x: 430, y: 400, code: used })
  world.put('shy', { x: 430, y: 440, code: `before('push', () => 'I would rather stay.')` })
  world.put('safe', { x: 358, y: 436, properties: { locked: true, pushable: false, pickable: false } })
  world.put('far', { x: 800, y: 400 })
  return world
}

/** The result, whoever did it. */
interface Came {
  readonly outcomes: readonly { readonly ok: boolean; readonly why: string | null }[]
  /** Where the actor is in the end, and the chair. */
  readonly me: string
  readonly chair: string
  readonly used: unknown
  readonly said: readonly string[]
}

function cameOf(world: World, me: string, outcomes: Came['outcomes']): Came {
  const place = (name: string): string => {
    const { place: at } = world.thing(name)
    const floor = at?.host === id(me) ? 'my hands' : at?.host
    return `${floor} ${at?.x},${at?.y} ${name === me ? at?.facing : ''}`
  }
  return {
    outcomes,
    me: place(me),
    chair: place('chair'),
    used: world.memory('chair')['used'],
    said: speechOf(world.stored).map(({ voice, words }) => `${voice}: ${words}`),
  }
}

async function byPerson(actions: readonly Action[]): Promise<Came> {
  const world = furnish()
  const ada = new Player(world, 'Ada')
  await beginAt(world, GARDEN)
  await ada.visit()
  await ada.walkTo(SPOT.x, 96)
  await ada.walkTo(SPOT.x, SPOT.y)
  const outcomes = []
  for (const action of actions) {
    outcomes.push(await ada.ask(action))
    await world.pass(6000)
  }
  const came = cameOf(world, 'ada', outcomes)
  await world.stop()
  return came
}

async function byCode(acts: readonly string[]): Promise<Came> {
  const world = furnish()
  const all = acts.map((act) => `came.push(await ${act})`).join('\n')
  const told = 'log(JSON.stringify(came.map(({ ok, why }) => ({ ok, why }))))'
  const code = `const thing = (name) => find({ name })[0]\non('use', async () => { const came = []\n${all}\n${told} })`
  world.put('robot', { ...SPOT, width: 32, height: 32, code })
  await beginAt(world, GARDEN)
  await world.use('robot')
  await world.pass(6000 * acts.length)
  expect(world.faults('robot')).toEqual([])
  const came = cameOf(world, 'robot', JSON.parse(world.logs.at(-1)?.replace('robot: ', '') ?? 'null'))
  await world.stop()
  return came
}

/** As somebody who stands there. */
interface Same {
  readonly code: readonly string[]
  readonly actions: readonly Action[]
  /**
   * `words`: a person is told when they set out, a program when it is there. `spot`: people come in at the
   * entrance and go back to where they were, a thing stands beside what it was in.
   */
  readonly differs?: 'words' | 'spot'
}
/** As an edit of the present state. */
interface Edits {
  readonly code: string
  readonly edit: (edit: Edit) => Edited
}

const to = { x: 200, y: 404 }
const SAME: Readonly<Record<string, Same>> = {
  walk: { code: ['moveTo(200, 404)'], actions: [{ verb: 'walk', to }] },
  'walk into something': {
    code: ['moveTo(600, 404)'],
    actions: [{ verb: 'walk', to: { x: 600, y: 404 } }],
    differs: 'words',
  },
  turn: { code: [`turn('up')`], actions: [{ verb: 'turn', facing: 'up' }] },
  halt: { code: ['halt()'], actions: [{ verb: 'halt' }] },
  push: { code: [`push(thing('chair'))`], actions: [{ verb: 'push', thing: chair }] },
  'push what does not move': {
    code: [`push(thing('safe'))`],
    actions: [{ verb: 'push', thing: id('safe') }],
  },
  'push what refuses': { code: [`push(thing('shy'))`], actions: [{ verb: 'push', thing: id('shy') }] },
  'pick up': { code: [`pickUp(thing('chair'))`], actions: [{ verb: 'pickUp', thing: chair }] },
  'pick up what stays': { code: [`pickUp(thing('safe'))`], actions: [{ verb: 'pickUp', thing: id('safe') }] },
  'pick up what is far': { code: [`pickUp(thing('far'))`], actions: [{ verb: 'pickUp', thing: id('far') }] },
  'put down nothing': { code: ['putDown()'], actions: [{ verb: 'putDown' }] },
  'put down': {
    code: [`pickUp(thing('chair'))`, 'moveTo(200, 404)', 'putDown()'],
    actions: [{ verb: 'pickUp', thing: chair }, { verb: 'walk', to }, { verb: 'putDown' }],
  },
  'enter what is locked': { code: [`enter(thing('safe'))`], actions: [{ verb: 'enter', thing: id('safe') }] },
  enter: { code: [`enter(thing('chair'))`], actions: [{ verb: 'enter', thing: chair }], differs: 'spot' },
  leave: {
    code: [`enter(thing('chair'))`, 'leave()'],
    actions: [{ verb: 'enter', thing: chair }, { verb: 'leave' }],
    differs: 'spot',
  },
  use: { code: [`use(thing('chair'))`], actions: [{ verb: 'use', thing: chair }] },
  'use what is far': { code: [`use(thing('far'))`], actions: [{ verb: 'use', thing: id('far') }] },
  say: { code: [`say('Hello.')`], actions: [{ verb: 'say', words: 'Hello.' }] },
  shout: { code: [`shout('Hello!')`], actions: [{ verb: 'shout', words: 'Hello!' }] },
}

const EDITS: Readonly<Record<string, Edits>> = {
  'set what play goes by': {
    code: `set(thing('chair'), { locked: true, weight: 300 })`,
    edit: (edit) => setProperty(edit, chair, 'weight', 300) && setProperty(edit, chair, 'locked', true),
  },
  name: { code: `set(thing('chair'), { name: 'throne' })`, edit: (edit) => rename(edit, chair, 'throne') },
  place: {
    code: `placeAt(thing('chair'), 100, 100)`,
    edit: (edit) => moveArtifact(edit, chair, { host: id('root'), x: 100, y: 100 }),
  },
  'put elsewhere': {
    code: `teleport(thing('chair'), 10, 20, thing('safe'))`,
    edit: (edit) => moveArtifact(edit, chair, { host: id('safe'), x: 10, y: 20 }),
  },
  'put away': { code: `destroy(thing('far'))`, edit: (edit) => sendToLimbo(edit, id('far')) },
  write: {
    code: `text(thing('far')).write('Far away.')`,
    edit: (edit) => setText(edit, id('far'), 'Far away.'),
  },
  make: {
    code: `create({ name: 'ball', x: 600, y: 600, on: host })`,
    edit: (edit) =>
      createArtifact(edit, { id: id('ball'), name: 'ball', place: { host: id('root'), x: 600, y: 600 } }),
  },
}

/** Each act of code, and the cases above in which somebody does the same. */
const DONE_BY = {
  moveTo: 'walk',
  moveBy: 'walk',
  turn: 'turn',
  halt: 'halt',
  push: 'push',
  pickUp: 'pick up',
  putDown: 'put down',
  enter: 'enter',
  leave: 'leave',
  use: 'use',
  speak: 'say',
  set: 'set what play goes by',
  placeAt: 'place',
  fitAt: 'place',
  teleport: 'put elsewhere',
  destroy: 'put away',
  create: 'make',
  copy: 'make',
  text: 'write',
  anchor: 'write',
  showTo: 'by code alone',
  ask: 'by code alone',
  send: 'by code alone',
  sound: 'by code alone',
  fetch: 'by code alone',
} as const satisfies Record<Act['do'], string>

/** Among programs, or for one person alone: people have words and whispers for that. */
const BY_CODE = 'by code alone'

test('there is no act of code in the world that nobody else has', () => {
  for (const name of Object.values(DONE_BY).filter((name) => name !== BY_CODE))
    expect(name in SAME || name in EDITS, name).toBe(true)
})

describe('[G4] a person and a program do by the same rules:', () => {
  test.each(Object.entries(SAME))('%s', async (_name, { code, actions, differs }) => {
    const [person, program] = [await byPerson(actions), await byCode(code)]
    const [floor] = person.me.split(' ')
    if (differs === 'spot') expect(program).toEqual({ ...person, me: expect.stringMatching(`^${floor} `) })
    else if (differs === 'words') expect(program).toEqual({ ...person, outcomes: program.outcomes })
    else expect(program).toEqual(person)
  })
})

describe('[G4] what code does to things is an edit of somebody:', () => {
  test.each(Object.entries(EDITS))('%s', async (_name, { code, edit }) => {
    const shown = async (change: (world: World) => Promise<void>): Promise<unknown> => {
      const world = furnish()
      world.put('robot', {
        x: 20,
        y: 700,
        code: `const thing = (name) => find({ name })[0]\non('use', async () => { await ${code} })`,
      })
      await world.begin()
      await change(world)
      await world.pass(15_000)
      const things = [...world.view.artifacts()].map(({ id: key, name, place, properties }) => ({
        name,
        place: place?.host === 'limbo' ? 'limbo' : place,
        properties,
        page: pageOf(world.view, key) ?? '',
      }))
      await world.stop()
      return things.sort((a, b) => (a.name < b.name ? -1 : 1))
    }
    const byCodeOf = await shown(async (world) =>
      expect(await world.use('robot')).toMatchObject({ ok: true }),
    )
    const byHand = await shown(async (world) => world.done(edit(world.edit)))
    expect(byCodeOf).toEqual(byHand)
  })
})
