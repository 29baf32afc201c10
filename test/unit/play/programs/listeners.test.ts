// Programs of people who are here that run elsewhere: the events of this world that they are told, and those
// that they can forbid.
import { expect, test } from 'vitest'
import type { EventData } from '../../../../shared/behavior/sandbox-protocol.ts'
import type { Action, EventSubscription } from '../../../../shared/play/acts/action.ts'
import { Player } from '../people.ts'
import { World } from '../world.ts'

const TO: readonly EventSubscription[] = [
  { kind: 'on', event: 'use', role: 'object' },
  { kind: 'on', event: 'use', role: 'observer' },
  { kind: 'on', event: 'push', role: 'subject' },
  { kind: 'on', event: 'collide', role: 'observer' },
  { kind: 'before', event: 'use', role: 'object' },
  { kind: 'before', event: 'push', role: 'subject' },
]

/** Ada, whose program listens from elsewhere, and bob beside her. */
async function start() {
  const world = new World()
  world.put('ball', { x: 426, y: 131, height: 20 })
  world.put('wall', { x: 600, y: 90, width: 20, height: 60 })
  world.put('hand', { x: 700, y: 300, code: `on('use', () => push(find({ name: 'ball' })[0]))` })
  await world.begin()
  const [ada, bob] = [new Player(world, 'Ada'), new Player(world, 'Bob')]
  await ada.visit()
  await bob.visit()
  const told: EventData[] = []
  const asked: EventData[] = []
  const answers = { why: null as string | null, are: Promise.resolve() }
  world.play?.setVisitingListener(ada.body, {
    to: TO,
    tell: (event) => void told.push(event),
    async ask(event) {
      asked.push(event)
      await answers.are
      return answers.why
    },
  })
  return { world, ada, bob, told, asked, answers }
}

test('[N49] they are told what leaves no trace, in the roles that they asked for', async () => {
  const { world, ada, bob, told } = await start()
  expect(await bob.ask({ verb: 'use', thing: ada.body })).toMatchObject({ ok: true })
  expect(await bob.ask({ verb: 'use', thing: world.thing('ball').id })).toMatchObject({ ok: true })
  expect(told).toMatchObject([
    { event: 'use', subject: bob.body, object: ada.body, person: 'Bob' },
    { event: 'use', subject: bob.body, object: 'ball' },
  ])
  expect(await ada.ask({ verb: 'push', thing: world.thing('ball').id })).toMatchObject({ ok: true })
  expect(told.at(-1)).toMatchObject({ event: 'push', subject: ada.body, object: 'ball' })
  told.length = 0
  await bob.walkTo(620, 96)
  expect(told.at(-1)).toMatchObject({ event: 'collide', subject: bob.body, object: 'wall' })
  world.play?.setVisitingListener(ada.body, null)
  told.length = 0
  await bob.ask({ verb: 'use', thing: ada.body })
  expect(told).toEqual([])
})

test('[N49] they refuse what people do to them, or they themselves; nobody waits who has nothing to do with them', async () => {
  const { world, ada, bob, asked, answers } = await start()
  const ask = async (by: Player, action: Action) => {
    const outcome = by.begin(action)
    await world.pass(200)
    return outcome
  }
  answers.why = 'Not now.'
  expect(await ask(bob, { verb: 'use', thing: ada.body })).toEqual({ ok: false, why: 'Not now.' })
  expect(await ask(ada, { verb: 'push', thing: world.thing('ball').id })).toEqual({
    ok: false,
    why: 'Not now.',
  })
  expect(asked).toMatchObject([{ event: 'use' }, { event: 'push', subject: ada.body }])
  // Until they answer, others go on.
  const answer = Promise.withResolvers<void>()
  Object.assign(answers, { why: null, are: answer.promise })
  const waits = bob.begin({ verb: 'use', thing: ada.body })
  await world.pass(500)
  expect(await world.use('ball')).toMatchObject({ ok: true })
  answer.resolve()
  await world.pass(200)
  expect(await waits).toMatchObject({ ok: true })
})

test('[N49] what the code of the world does is not theirs to forbid, and who went away hears nothing', async () => {
  const { world, ada, bob, told, asked, answers } = await start()
  answers.why = 'Never.'
  world.put('mover', {
    x: 300,
    y: 300,
    code: `on('use', () => moveTo(find({ name: 'Ada' })[0] ?? self, 100, 100))`,
  })
  await world.pass(500)
  await bob.ask({ verb: 'use', thing: world.thing('hand').id })
  expect(asked).toEqual([])
  expect(await ada.ask({ verb: 'quit' })).toMatchObject({ ok: true })
  told.length = 0
  await world.use('ball')
  expect(told).toEqual([])
})
