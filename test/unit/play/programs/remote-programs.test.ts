// A program whose body is in another world: it runs there, and its stored values are here.
import { expect, test } from 'vitest'
import type { Act } from '../../../../shared/behavior/sandbox-protocol.ts'
import { makeEvent } from '../../../../shared/play/acts/act-event.ts'
import type { EventSubscription } from '../../../../shared/play/acts/action.ts'
import type { RemoteRuntime } from '../../../../shared/play/programs/remote-programs.ts'
import { id } from '../../world/made.ts'
import { World } from '../world.ts'

const CODE = `
on('wake', () => log('awake on ' + (host?.name ?? 'nothing')))
on('use', ({ person }) => log('used by ' + person))
on('move', () => log('moved'))
before('pickUp', { role: 'observer' }, () => 'Nobody may.')
before('use', ({ person }) => 'Not by ' + person)
on('hear', ({ words }) => { memory.last = words; fetch('https://api.example/').then(({ why }) => log('outside: ' + why)); say('yes, ' + words).then(({ why }) => log('told: ' + why)) })
every(1, () => log('beat'))
text().show('score', 1)
`

test('it hears of the world where it is, acts there, and keeps all here', async () => {
  const world = new World()
  const other = new World()
  other.put('tree', {})
  world.put('bird', { code: CODE, text: '' })
  world.put('bell', { code: `on('use', () => shout('ding'))` })
  await world.begin()
  await other.begin()
  const bird = id('bird')
  const acts: Act[] = []
  let listening: readonly EventSubscription[] = []
  const sandbox = other.sandbox()
  const thing = { ...other.thing('tree') }
  const away: RemoteRuntime = {
    sandbox: {
      run(jobs) {
        // The world there, with a floor of another name.
        sandbox.patch({ whole: true, root: id('root'), things: [[bird, thingAt(thing.id)]] })
        return sandbox.run(jobs)
      },
      stop: (artifact) => sandbox.stop(artifact),
    },
    floor: () => id('tree'),
    act: (act) => {
      acts.push(act)
      return Promise.resolve({ answer: { ok: false, why: 'Nobody is there.', made: null }, fault: null })
    },
    onListening() {
      listening = world.play?.subscriptions(bird) ?? []
    },
    page: () => undefined,
  }
  expect(world.play?.runs(bird)).toBe(true)
  world.play?.runElsewhere(bird, away)
  await world.pass(500)
  world.logs.length = 0
  await world.use('bell')
  expect(acts).toEqual([])
  const heard = makeEvent('hear', world.time.now(), { host: id('tree'), words: 'cuckoo', voice: 'say' })
  world.play?.deliverRemoteEvent(bird, heard)
  world.play?.deliverRemoteEvent(bird, { ...heard, host: id('root'), words: 'of another floor' })
  await world.pass(2_000)
  expect(acts).toMatchObject([{ do: 'speak', words: 'yes, cuckoo' }])
  expect(world.memory('bird')).toEqual({ last: 'cuckoo' })
  expect(world.logs).toContain('bird: told: Nobody is there.')
  // What has nothing to do with any world is asked from here.
  expect(world.logs).toContain('bird: outside: From here, code can reach nothing outside.')
  expect(world.logs.filter((line) => line === 'bird: beat')).toHaveLength(2)

  // Facts that only the owner of that world knows, and about which it may ask.
  expect(listening).toEqual([
    { kind: 'before', event: 'use', role: 'object' },
    { kind: 'on', event: 'use', role: 'object' },
  ])
  const used = makeEvent('use', world.time.now(), { subject: id('tree'), object: bird, person: 'Bob' })
  world.play?.deliverRemoteEvent(bird, used)
  const why = world.play?.askRemote(bird, used)
  await world.pass(200)
  expect(world.logs).toContain('bird: used by Bob')
  expect(await why).toBe('Not by Bob')

  world.logs.length = 0
  world.play?.runElsewhere(bird, null)
  expect(await world.play?.askRemote(bird, used)).toBeNull()
  await world.pass(200)
  expect(world.logs).toContain('bird: awake on garden')
  await world.use('bell')
  expect(world.memory('bird')).toEqual({ last: 'ding' })
  expect(world.faults('bird')).toEqual([expect.stringMatching(/^warning .*no line “#score”/)])
})

function thingAt(host: ReturnType<typeof id>) {
  return {
    id: id('bird'),
    name: 'bird',
    host,
    x: 0,
    y: 0,
    facing: 'down',
    sprite: 'bird',
    width: 32,
    height: 32,
    tint: null,
    angle: 0,
    opacity: 100,
    scale: 100,
    paper: null,
    ink: null,
    title: null,
    passable: true,
    pushable: false,
    pickable: false,
    takeable: false,
    locked: false,
    speed: 100,
    power: 100,
    weight: 100,
    portal: null,
    person: 'Ada',
    walk: null,
  } as const
}
