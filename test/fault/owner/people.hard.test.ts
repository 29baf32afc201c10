// One owner, also for people: two of them carry a chair about, walk and talk in a world that three owners
// want. The owners are stopped and go on at any moment, with clocks that differ by minutes. Each action is
// done once, and one person holds the chair.
import { expect, it } from 'vitest'
import type { Member } from '../../../server/contracts/request-member.ts'
import { NO_ANSWER, type Outcome } from '../../../shared/world/live/live-state-values.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import type { Owner } from '../../../server/owner/world-owner.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { createPlay } from '../../../shared/play/create-play.ts'
import { liveMetaOf, speechOf } from '../../../shared/world/live/live-state.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { HeldClock, quickAtWork, skewed } from '../../unit/owner/home.ts'
import { furnish, member, startPlayed, viewOf, worldAt } from '../../unit/owner/visitors.ts'
import { until } from '../../unit/sync/until.ts'
import { id } from '../../unit/world/made.ts'
import { expectOneAtATime } from './one-at-a-time.ts'
import { roundsOr } from '../../support/rounds.ts'

/** The lease goes from one to another so often, and so many rounds are done, at least. */
const CHANGES = roundsOr(60)
const ROUNDS = roundsOr(60)
const LIMIT_MS = 60 * 60_000
/** A lease lasts 100 ms of work. */
const TIMES = 150
const WRONG_MS = 5 * 60_000
/** An owner that has not answered by then is asked no more; another one is. */
const PATIENCE_MS = 100
const GARDEN = 'ada/garden'
/** Of a visit: it can be asked again. */
const WAKING = 'This world is just waking up. Try again.'
/** A chair, and the spot above it where people stand: nothing is in the way there from where they come in. */
const CHAIR = { name: 'chair', x: 430, y: 400, look: { width: 40, height: 40 } }
const ABOVE = { x: 434, y: 366 }

/** Somebody who asks again and again, now of this owner, now of that one. */
class Persistent {
  readonly asker: ActionClient
  readonly name: string
  #sequence = 0
  readonly #node: Node

  constructor(node: Node, name: string) {
    const who: Member = { id: member(name), name, session: name }
    this.#node = node
    this.name = name
    this.asker = { member: who, right: () => 'own', refusal: () => null, tell: () => {} }
    for (const owner of node.owners) owner.came(node.world, this.asker)
  }

  /** Its outcome: the first real answer; each later one must be the same. */
  async do(action: Action): Promise<Outcome> {
    const node = this.#node
    const sequence = ++this.#sequence
    let outcome: Outcome | null = null
    await until(
      async () => {
        node.disturb()
        outcome = await this.#ask(sequence, action)
        return outcome !== null
      },
      `${this.name}'s ${action.verb} is done, ${node.what}`,
      60_000,
    )
    const again = await this.#ask(sequence, action)
    if (again !== null) expect(again, node.what).toEqual(outcome)
    return outcome ?? { ok: false, why: null }
  }

  /** Sends the last action again: nothing more is done, and an owner that can own the world owns it. */
  async remind(action: Action): Promise<void> {
    await this.#ask(this.#sequence, action)
  }

  async #ask(sequence: number, action: Action): Promise<Outcome | null> {
    const { asker } = this
    const node = this.#node
    node.asked += 1
    const answer = node.anyOwner().act(node.world, asker, sequence, { session: `of-${this.name}`, action })
    const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null))
    const outcome = await Promise.race([answer, late])
    return outcome?.why === NO_ANSWER || outcome?.why === WAKING ? null : outcome
  }
}

/** Three owners of one world, and clocks that hold them. */
class Node {
  readonly owners: readonly Owner[]
  readonly world: WorldRecord
  readonly what: string
  asked = 0
  stops = 0
  readonly #clocks: readonly HeldClock[]
  readonly #random: Random

  constructor(
    owners: readonly Owner[],
    clocks: readonly HeldClock[],
    { world, random, seed }: { world: WorldRecord; random: Random; seed: number },
  ) {
    this.owners = owners
    this.#clocks = clocks
    this.world = world
    this.#random = random
    this.what = `seed ${seed}`
  }

  anyOwner(): Owner {
    const owner = this.owners[this.#random.below(this.owners.length)]
    if (owner === undefined) throw new Error('there is no owner')
    return owner
  }

  /** Stops one, or lets one go on; sometimes the one that plays, at any moment of its work. */
  disturb(): void {
    const playing = this.owners.findIndex((owner) => owner.stats().playedWorlds > 0)
    const any = this.#clocks[this.#random.below(this.#clocks.length)]
    if (any?.isHeld === true) any.goOn()
    else if (this.#random.below(3) === 0) this.#hold(any)
    if (this.#random.below(6) === 0) this.#hold(this.#clocks[playing])
  }

  calm(): void {
    for (const clock of this.#clocks) if (clock.isHeld) clock.goOn()
  }

  #hold(clock: HeldClock | undefined): void {
    if (clock === undefined || clock.isHeld) return
    clock.hold()
    this.stops += 1
  }
}

it(
  '[O1] whoever is stopped whenever, each action of people is done once, and one of them holds the chair',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const store = createMemoryStore()
    const time = quickAtWork(TIMES)
    const clocks = [0, random.below(WRONG_MS), -random.below(WRONG_MS)].map(
      (ms) => new HeldClock(skewed(time, ms)),
    )
    const home = await startPlayed({ store, owner: { clock: clocks[0]! } })
    await furnish(home, GARDEN, [CHAIR])
    const world = await worldAt(store, GARDEN)
    const owners = [home.owner, ...clocks.slice(1).map((clock) => home.another({ clock, createPlay }).owner)]
    const node = new Node(owners, clocks, { world, random, seed })
    const people = [new Persistent(node, 'ada'), new Persistent(node, 'bob')] as const
    for (const person of people) {
      for (const action of [{ verb: 'visit' }, { verb: 'walk', to: ABOVE }] as const) {
        expect(await person.do(action), node.what).toMatchObject({ ok: true })
      }
      await until(() => stands(ABOVE, person), `${person.name} is there, ${node.what}`, 60_000)
    }
    let rounds = 0
    let changes = 0
    while (rounds < ROUNDS || changes < CHANGES) {
      rounds += 1
      await carry(node, people, rounds)
      changes = liveMetaOf((await viewOf(store, GARDEN)).live!).epoch - 1
    }
    node.calm()
    await Promise.all(owners.map((owner) => owner.stop()))
    const lives = expectOneAtATime(await store.log({ world: world.key, kind: 'live' }, 0, 1e7), node.what)
    console.info(
      `one owner: ${changes} changes of the lease, ${lives} lives, ${rounds * 6} actions of two people asked ` +
        `${node.asked} times, ${node.stops} stops (${node.what})`,
    )
    await home.stop()

    async function carry(node: Node, [ada, bob]: typeof people, round: number): Promise<void> {
      const outcomes = await Promise.all(
        [ada, bob].map((each) => each.do({ verb: 'pickUp', thing: id('chair') })),
      )
      const [first] = outcomes
      const [winner, loser] = first?.ok === true ? [ada, bob] : [bob, ada]
      expect(
        outcomes.filter(({ ok }) => ok),
        node.what,
      ).toHaveLength(1)
      expect(outcomes.find(({ ok }) => !ok)?.why, node.what).toBe(`${winner.name} has it.`)
      const words = `This is round ${round}.`
      expect(await loser.do({ verb: 'say', words }), node.what).toMatchObject({ ok: true })
      // There and back: a person who does not come back cannot reach the chair in the next round.
      for (const y of [ABOVE.y - 100, ABOVE.y]) {
        const to = { x: ABOVE.x, y }
        expect(await loser.do({ verb: 'walk', to }), node.what).toMatchObject({ ok: true })
        await until(() => stands(to, loser), `${loser.name} is there, ${node.what}`, 60_000)
      }
      const at = { x: CHAIR.x, y: CHAIR.y }
      expect(await winner.do({ verb: 'putDown', at }), node.what).toMatchObject({ ok: true })
      const view = await viewOf(store, GARDEN)
      expect(view.artifact(id('chair')), node.what).toMatchObject({ host: view.root, place: at })
      const said = speechOf(view.live!).filter((speech) => speech.words === words)
      expect(
        said.map(({ person }) => person),
        node.what,
      ).toEqual([loser.name])
    }

    /** Somebody's walk is over. It began under one owner, and whichever is asked next goes on with it. */
    async function stands(to: { x: number; y: number }, person: Persistent): Promise<boolean> {
      node.calm()
      await person.remind({ verb: 'walk', to })
      const { name } = person
      const view = await viewOf(store, GARDEN)
      const body = [...view.artifacts()].find(({ avatar }) => avatar?.name === name)
      return body?.walk === null && body.place?.x === to.x && body.place.y === to.y
    }
  },
)
