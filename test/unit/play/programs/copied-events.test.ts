// A node with only a copy of a world tells the same events as its owner does, as far as they leave a trace.
import { expect, test } from 'vitest'
import type { EventData } from '../../../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../../../shared/play/acts/action.ts'
import { observeEvents } from '../../../../shared/play/programs/observed-events.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { id } from '../../world/made.ts'
import { Player } from '../people.ts'
import { World } from '../world.ts'

/** Events that leave a trace, and are told in the same words. */
const TOLD = [
  'enter',
  'move',
  'moveStart',
  'moveStop',
  'pickUp',
  'putDown',
  'hear',
  'kneel',
  'stand',
  'online',
  'offline',
]
const LISTENER = TOLD.map(
  (event) =>
    `on('${event}', { role: 'observer' }, (it) => log(it.event, it.subject?.name ?? null, it.object?.name ?? null, it.person, it.words))`,
).join('\n')

test('a witness tells what the owner tells those who stand by', async () => {
  const world = new World()
  world.put('ear', { x: 800, y: 800, code: LISTENER })
  world.put('lamp', { x: 430, y: 131 })
  world.put('cat', { x: 500, y: 200, code: `on('use', () => moveTo(500, 400))` })
  await world.begin()
  const seen: string[] = []
  const view = createView(world.scene, world.stored)
  const nameOf = (of: EventData['subject']): string | null =>
    of === null ? null : (view.artifact(of)?.name ?? null)
  observeEvents({
    view,
    now: () => world.time.now(),
    tell: (events) => {
      for (const { event, subject, object, person, words, host } of events)
        if (host === id('root'))
          seen.push(`ear: ${[event, nameOf(subject), nameOf(object), person, words].map(String).join(' ')}`)
    },
  })
  const ada = new Player(world, 'Ada')
  const steps: readonly Action[] = [
    { verb: 'visit' },
    { verb: 'say', words: 'hello' },
    { verb: 'pickUp', thing: id('lamp') },
    { verb: 'walk', to: { x: 600, y: 96 } },
    { verb: 'putDown' },
    { verb: 'kneel' },
    { verb: 'stand' },
    { verb: 'use', thing: id('cat') },
    { verb: 'quit' },
    { verb: 'visit' },
  ]
  for (const step of steps) {
    expect(await ada.ask(step)).toMatchObject({ ok: true })
    await world.pass(3_000)
  }
  const told = new Set(world.logs.map((line) => line.split(' ')[1]))
  expect(told).toEqual(new Set(TOLD))
  expect(seen.toSorted()).toEqual(world.logs.toSorted())
})
