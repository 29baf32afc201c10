// People who come into worlds, stay for a while and go on to others: who is where, second after second, from
// a seed.
import type { Random } from '../../simulation/random.ts'

interface PopulationPlan {
  readonly worlds: number
  /** On line, at any time. */
  readonly people: number
  /** Who comes to a full world goes to another one: the largest crowd that was measured. */
  readonly crowdMost: number
  /** How unevenly people choose: the world in place n is chosen as often as n to the power of minus this. */
  readonly unevenness: number
  /** How long somebody stays in a world, in s, on average. */
  readonly stayS: number
  /** A world is closed so long after the last one went, in s. */
  readonly idleS: number
}

export class Population {
  /** How many are in each world. */
  readonly crowds: Uint16Array
  /** Worlds that are open, by number. */
  readonly open = new Set<number>()
  readonly #plan: PopulationPlan
  readonly #random: Random
  readonly #where: Int32Array
  readonly #leftAt = new Map<number, number>()
  /** How often one of the first n worlds is chosen. */
  readonly #share: Float64Array
  opened = 0

  constructor(plan: PopulationPlan, random: Random) {
    this.#plan = plan
    this.#random = random
    this.crowds = new Uint16Array(plan.worlds)
    this.#where = new Int32Array(plan.people)
    this.#share = new Float64Array(plan.worlds)
    let sum = 0
    for (let n = 0; n < plan.worlds; n += 1) this.#share[n] = sum += (n + 1) ** -plan.unevenness
    for (let person = 0; person < plan.people; person += 1) this.#come(person)
  }

  /** Lets so many seconds pass; `at`: the time then. */
  pass(seconds: number, at: number): void {
    const { people, stayS, idleS } = this.#plan
    const leaves = 1 - Math.exp(-seconds / stayS)
    for (let person = 0; person < people; person += 1) {
      if (this.#random.fraction() >= leaves) continue
      const world = this.#where[person] ?? 0
      const left = (this.crowds[world] ?? 0) - 1
      this.crowds[world] = left
      if (left === 0) this.#leftAt.set(world, at)
      this.#come(person)
    }
    for (const [world, since] of this.#leftAt) {
      if ((this.crowds[world] ?? 0) > 0) this.#leftAt.delete(world)
      else if (at - since >= idleS) {
        this.#leftAt.delete(world)
        this.open.delete(world)
      }
    }
  }

  #come(person: number): void {
    let world = this.#choose()
    while ((this.crowds[world] ?? 0) >= this.#plan.crowdMost) world = this.#choose()
    this.#where[person] = world
    this.crowds[world] = (this.crowds[world] ?? 0) + 1
    if (this.open.has(world)) return
    this.open.add(world)
    this.opened += 1
  }

  #choose(): number {
    const wanted = this.#random.fraction() * (this.#share.at(-1) ?? 0)
    let [low, high] = [0, this.#share.length - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#share[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}
