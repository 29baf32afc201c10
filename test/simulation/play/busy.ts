// People who act at random in a world of a test: walk, speak, push, pick up, put down, use things.
import type { Action } from '../../../shared/play/acts/action.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { Facing } from '../../../shared/world/place.ts'
import { Player } from '../../unit/play/people.ts'
import type { World } from '../../unit/play/world.ts'
import { id } from '../../unit/world/made.ts'
import type { Random } from '../random.ts'
import { settle } from '../time.ts'

const WAYS: readonly Facing[] = ['up', 'down', 'left', 'right']
/**
 * Where they walk about, in pixels: near enough to each other and to the chairs to be in each other's way.
 */
const GROUND = { x: 200, y: 96, width: 500, height: 600 }
/** An answer takes so many turns of the event loop at most: a disk may be slow. */
const TURNS_MAX = 100_000

/** The acts of each, so often in a hundred times. */
const HABITS: readonly (readonly [share: number, what: (crowd: Crowd) => Action])[] = [
  [46, (crowd) => ({ verb: 'walk', to: crowd.spot() })],
  [8, ({ random }) => ({ verb: 'walk', direction: WAYS[random.below(WAYS.length)] ?? 'up' })],
  [8, () => ({ verb: 'halt' })],
  [4, ({ random }) => ({ verb: 'turn', facing: WAYS[random.below(WAYS.length)] ?? 'up' })],
  [10, ({ random }) => ({ verb: 'say', words: `I have counted up to ${random.below(1000)}.` })],
  [2, () => ({ verb: 'shout', words: 'Is anybody there?' })],
  [2, (crowd) => ({ verb: 'whisper', words: 'Psst.', to: crowd.somebody().body })],
  [6, (crowd) => ({ verb: 'push', thing: crowd.chair() })],
  [6, (crowd) => ({ verb: 'pickUp', thing: crowd.chair() })],
  [6, () => ({ verb: 'putDown' })],
  [2, () => ({ verb: 'use', thing: id('lamp') })],
]

export class Crowd {
  readonly people: readonly Player[]
  readonly random: Random
  /** How many actions were done, and how many refused. */
  done = 0
  refused = 0
  readonly #world: World
  readonly #chairs: number

  constructor(world: World, random: Random, { people, chairs }: { people: number; chairs: number }) {
    this.#world = world
    this.random = random
    this.#chairs = chairs
    this.people = Array.from({ length: people }, (_, n) => new Player(world, `Person-${n}`))
    for (let n = 0; n < chairs; n += 1) {
      world.put(`chair${n}`, { x: 220 + 90 * (n % 5), y: 160 + 90 * Math.floor(n / 5) })
    }
    world.put('lamp', { x: 440, y: 300, code: `on('use', () => { memory.used = (memory.used ?? 0) + 1 })` })
  }

  spot(): { x: number; y: number } {
    const { x, y, width, height } = GROUND
    return { x: x + this.random.below(width), y: y + this.random.below(height) }
  }

  chair() {
    return id(`chair${this.random.below(this.#chairs)}`)
  }

  somebody(): Player {
    const one = this.people[this.random.below(this.people.length)]
    if (one === undefined) throw new Error('there is nobody')
    return one
  }

  /** Everybody does one thing, and waits for its outcome. */
  async round(choose: () => Action = () => this.whatever()): Promise<void> {
    const outcomes = this.people.map((person) => person.begin(choose()))
    let count = 0
    const note = ({ ok }: Outcome): void => {
      count += 1
      if (ok) this.done += 1
      else this.refused += 1
    }
    for (const outcome of outcomes) void outcome.then(note)
    for (let turns = 0; count < outcomes.length; turns += 1) {
      if (turns > TURNS_MAX) throw new Error(`${outcomes.length - count} were not answered`)
      await this.#world.time.pass(10)
      await settle()
    }
  }

  whatever(): Action {
    let chance = this.random.below(100)
    for (const [share, what] of HABITS) {
      if (chance < share) return what(this)
      chance -= share
    }
    return { verb: 'halt' }
  }
}
