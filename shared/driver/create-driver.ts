// A driver, put together: the world it is in, its events, and its acts there.
import type { Action } from '../play/acts/action.ts'
import { parseAnyAddress } from '../world/address.ts'
import type { Artifact } from '../world/artifact.ts'
import type { Outcome } from '../world/live/live-state-values.ts'
import { createWaiting } from './condition-wait.ts'
import type { DrivenWorld } from './driven-world.ts'
import type { Driver, Which } from './driver.ts'
import { createListeners } from './driver-events.ts'
import { createSight } from './driver-sight.ts'
import { createTravel, type DriverTravelOptions } from './driver-travel.ts'
import { createDriverWalking, wholeOf } from './driver-walking.ts'

const no = (why: string): Outcome => ({ ok: false, why })

export interface CreateOptions extends DriverTravelOptions {
  readonly name: string
  readonly session: string
}

/** Resolves when the world is here to be looked at; rejects with a sentence when it does not come. */
export async function createDriver(options: CreateOptions): Promise<Driver> {
  const { outside, name, session } = options
  const now = (): number => outside.clock.now()
  const waiting = createWaiting(outside.clock)
  const listeners = createListeners(outside)
  const travel = createTravel(options, waiting, listeners)
  const sight = createSight({ world: seen, now })
  const act = (action: Action): Promise<Outcome> => travel.current().act(action)
  const walking = createDriverWalking({ sight, act, waiting, now })

  function seen(): DrivenWorld {
    const world = travel.current()
    world.look()
    return world
  }

  function actOn(which: Which, action: (thing: Artifact) => Action, ask = act): Promise<Outcome> {
    const thing = sight.one(which)
    const called = typeof which === 'string' ? which : which.name
    return thing === null ? Promise.resolve(no(`There is no ${called} here.`)) : ask(action(thing))
  }

  await travel.opened()
  return {
    name,
    session,
    get world() {
      return travel.current().address
    },
    get view() {
      return seen().view
    },
    get me() {
      return sight.me()
    },
    get held() {
      return sight.held()
    },
    near: sight.near,
    find: sight.find,
    on(name, listener) {
      const stop = listeners.add(name, listener)
      if (!listeners.isWatching()) travel.watch()
      return stop
    },
    visit(world = travel.current().address) {
      const address = parseAnyAddress(world)
      return address === null
        ? Promise.resolve(no(`${world} is not the address of a world.`))
        : travel.visit(address)
    },
    ...walking,
    halt: () => act({ verb: 'halt' }),
    turn: (facing) => act({ verb: 'turn', facing }),
    push: (which) => actOn(which, ({ id }) => ({ verb: 'push', thing: id })),
    pickUp: (which) => actOn(which, ({ id }) => ({ verb: 'pickUp', thing: id })),
    putDown(which, at) {
      const spot = at === undefined ? {} : { at: wholeOf(at) }
      if (which === undefined) return act({ verb: 'putDown', ...spot })
      return actOn(which, ({ id }) => ({ verb: 'putDown', thing: id, ...spot }))
    },
    enter: (which) => actOn(which, ({ id }) => ({ verb: 'enter', thing: id }), travel.cross),
    leave: () => travel.cross({ verb: 'leave' }),
    use: (which) => actOn(which, ({ id }) => ({ verb: 'use', thing: id })),
    say: (words) => act({ verb: 'say', words }),
    shout: (words) => act({ verb: 'shout', words }),
    whisper: (to, words) => actOn(to, ({ id }) => ({ verb: 'whisper', words, to: id })),
    answer: (question, answer) => act({ verb: 'reply', question: question.id, answer }),
    act,
    close() {
      listeners.stop()
      travel.close()
      waiting.end()
    },
  }
}
