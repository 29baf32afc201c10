// Ada of A, who carries things between her room and bob's square on B and puts them down there or here, and
// all who look where each of them is by then.
import type { Driver } from '../../../shared/driver/driver.ts'
import { linkOf } from '../../../shared/world/live/live-document.ts'
import { until } from '../../process.ts'
import { endNodes, type PeerNode } from '../../peers.ts'
import { furnishBoth, makeBoth, ROOM, SQUARE, squareOf } from './room-and-square.ts'
import { drive, isSeen } from './travellers.ts'

/** A node that was killed is asked again after growing waits; and the machine may be busy. */
const SETTLED_MS = 60_000
const small = { width: 16, height: 16 }

/** A thing in each of these rounds is hers when the round is even, and bob's when it is not. */
interface Round {
  readonly round: number
  readonly names: readonly string[]
}

export const isGiving = ({ round }: Pick<Round, 'round'>): boolean => round % 2 === 0

export function roundsOf(rounds: number, atOnce: number): readonly Round[] {
  return Array.from({ length: rounds }, (_, round) => ({
    round,
    names: Array.from({ length: atOnce }, (_each, at) => `cup-${round}-${at}`),
  }))
}

export class Carrier implements Disposable {
  readonly square: string
  a: PeerNode
  b: PeerNode
  #driver: Driver | null = null
  /** Those who look at each place where a thing can be. */
  #watchers: readonly Driver[] = []

  constructor(a: PeerNode, b: PeerNode) {
    this.a = a
    this.b = b
    this.square = squareOf(b)
  }

  get ada(): Driver {
    if (this.#driver === null) throw new Error('nobody looks yet')
    return this.#driver
  }

  /** Bob, who looks at the square on his own node. */
  get bob(): Driver {
    const [bob] = this.#watchers
    if (bob === undefined) throw new Error('nobody looks yet')
    return bob
  }

  /** Makes both worlds, with the things of all rounds; all look, and she is in her room. */
  async begin(rounds: readonly Round[]): Promise<void> {
    await this.#furnish(rounds)
    await this.look()
    const { ok, why } = await this.ada.visit(ROOM)
    if (!ok) throw new Error(`ada is not in her room: ${why}`)
  }

  /** Nobody looks any more, and both nodes end. */
  async end(): Promise<void> {
    this[Symbol.dispose]()
    await endNodes(this.a, this.b)
  }

  async #furnish(rounds: readonly Round[]): Promise<void> {
    const { a, b } = this
    await makeBoth({ a, b })
    const things = (isOfA: boolean) =>
      rounds
        .filter((round) => isGiving(round) === isOfA)
        .flatMap(({ round, names }) =>
          names.map((name, at) => ({
            name,
            x: 320 + 40 * at,
            y: 240 + 40 * Math.floor(round / 2),
            look: small,
            text: `Cup ${name}`,
            properties: { passable: true, takeable: true },
          })),
        )
    await furnishBoth({ a, b }, { inRoom: things(true), onSquare: things(false) })
  }

  /** Waits; says where she is where it waits in vain. */
  async #until<T>(what: string, check: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
    try {
      return await until(what, check, SETTLED_MS)
    } catch (error) {
      const { world, me, held } = this.ada
      const holds = held.map(({ name }) => name).join(', ')
      const where = `she looks at ${world}, where she is ${me === null ? 'not' : 'there'}, and holds ${holds || 'nothing'}`
      const seen = this.isSeenThere ? 'bob sees her' : 'bob does not see her'
      throw new Error(`${what}: ${where}; ${seen}`, { cause: error })
    }
  }

  /** Everybody looks anew. */
  async look(): Promise<void> {
    this[Symbol.dispose]()
    const { a, b } = this
    const ada = await until('ada can look', () => drive(a, a.admin, ROOM).catch(() => null), SETTLED_MS)
    this.#driver = ada
    this.#watchers = [
      await drive(b, b.admin, SQUARE),
      await drive(a, a.admin, ROOM),
      await drive(a, a.admin, 'ada/home').catch(() => ada),
    ]
  }

  [Symbol.dispose](): void {
    for (const each of [this.#driver, ...this.#watchers]) each?.close()
    this.#driver = null
    this.#watchers = []
  }

  /** Where a thing is to be seen, and where something stands for it. */
  placesOf(name: string): { readonly real: number; readonly links: number; readonly isThere: boolean } {
    let [real, links] = [0, 0]
    for (const { view } of new Set(this.#watchers)) {
      for (const thing of view.artifacts()) {
        if (thing.name !== name) continue
        if (view.live !== null && linkOf(view.live, thing.id) !== null) links += 1
        else if (thing.host !== null) real += 1
      }
    }
    const isThere = [...this.bob.view.artifacts()].some((thing) => thing.name === name)
    return { real, links, isThere }
  }

  /** Whether bob sees her. */
  get isSeenThere(): boolean {
    return isSeen(this.bob, `ada@${this.a.name}`)
  }

  async comeHome(): Promise<void> {
    const { ada } = this
    await this.#until(
      'she comes home',
      async () => (await ada.visit(ROOM)).ok && ada.world === ROOM && ada.me !== null,
    )
    // Things that came back to her hand, and lent things, are put down.
    for (const { name } of ada.held) await ada.putDown(name)
  }

  async goOut(): Promise<void> {
    const { ada, square } = this
    await this.#until('the portal leads there', async () => {
      await ada.walkTo('out')
      return (await ada.enter('out')).ok
    })
    await this.#until('she is there', () => ada.world === square && ada.me !== null)
    await this.#until('she is seen', () => this.isSeenThere)
  }

  async leave(): Promise<void> {
    const { ada } = this
    await this.#until('she leaves', async () => (await ada.leave()).ok || ada.world === ROOM)
    await this.#until('she is back', () => ada.world === ROOM && ada.me !== null)
  }

  async pickUp(names: readonly string[]): Promise<void> {
    const { ada } = this
    for (const name of names) {
      await this.#until(`${name} is picked up`, async () => {
        await ada.walkTo(name)
        return (await ada.pickUp(name)).ok || ada.held.some((thing) => thing.name === name)
      })
    }
  }

  /** Brings the things of a round to where they change hands. */
  async bring(round: Round): Promise<void> {
    const { names } = round
    await this.comeHome()
    if (isGiving(round)) await this.pickUp(names)
    await this.goOut()
    if (!isGiving(round)) {
      await this.pickUp(names)
      await this.leave()
    }
    await this.#until('all are in her hand', () =>
      names.every((name) => this.ada.held.some((thing) => thing.name === name)),
    )
  }

  /**
   * Waits until a thing is in one place, where a link in her hand counts as hers; answers whether that is B.
   */
  async settled(name: string, isHers: boolean, seed: number): Promise<boolean> {
    return (
      await this.#until(`${name} is in one place (seed ${seed})`, () => {
        const { real, links, isThere } = this.placesOf(name)
        if (real > 1) throw new Error(`${name} is in ${real} places, seed ${seed}`)
        return real === 1 || (!isHers && links > 0) ? { isThere } : null
      })
    ).isThere
  }

  /** Waits until each thing is itself in one place. */
  async allSettled(rounds: readonly Round[], seed: number): Promise<void> {
    await this.comeHome()
    for (const name of rounds.flatMap(({ names }) => names)) {
      await this.#until(`${name} is really in one place (seed ${seed})`, async () => {
        if (this.ada.held.some((thing) => thing.name === name)) await this.ada.putDown(name)
        return this.placesOf(name).real === 1
      })
    }
  }
}
