// One owner: three of them want the same world, are stopped and go on at any moment, and their clocks differ
// by minutes. One at a time writes, and an action that is sent again and again is done once.
import { expect, it } from 'vitest'
import { NO_MEMBER } from '../../../server/contracts/request-member.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Owner } from '../../../server/owner/world-owner.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import {
  CODE,
  HeldClock,
  quickAtWork,
  skewed,
  startHome,
  storedLive,
  Visitor,
} from '../../unit/owner/home.ts'
import { countedIn } from '../../unit/owner/stand-in.ts'
import { until } from '../../unit/sync/until.ts'
import { expectOneAtATime } from './one-at-a-time.ts'
import { roundsOr } from '../../support/rounds.ts'

/** The lease goes from one to another so often, and so many actions are done, at least. */
const CHANGES = roundsOr(100)
const ACTIONS = CHANGES * 4
const LIMIT_MS = 60 * 60_000
/**
 * A lease lasts 100 ms of work: nobody gets anything done who is not let run for a lease, and the machine may
 * be busy.
 */
const TIMES = 150
const WRONG_MS = 5 * 60_000
const lamp = parseArtifactId('lamp')!
const asker: ActionClient = { member: NO_MEMBER, refusal: () => null, right: () => 'own', tell: () => {} }

it(
  '[O1] whoever is stopped whenever, one at a time writes, and each action is done once',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const store = createMemoryStore()
    const time = quickAtWork(TIMES)
    const clocks = [0, random.below(WRONG_MS), -random.below(WRONG_MS)].map(
      (ms) => new HeldClock(skewed(time, ms)),
    )
    const home = await startHome({ store, owner: { clock: clocks[0]! } })
    const ada = await Visitor.enter(home.url)
    ada.page.insert(0, CODE)
    await until(() => ada.counted.beats > 0, 'it lives')
    const [world] = await store.living()
    const owners = [home.owner, ...clocks.slice(1).map((clock) => home.another({ clock }).owner)]
    await Promise.all(owners.map((owner) => owner.look(world!)))
    let stops = 0
    let asked = 0
    let action = 0
    while (action < ACTIONS || ada.counted.lives <= CHANGES) {
      action++
      if (random.below(3) === 0) stops += holdOne(owners, clocks)
      const request = { session: `person-${action % 7}`, action: { verb: 'use', thing: lamp } } as const
      await until(
        async () => {
          const which = random.below(owners.length)
          const clock = clocks[random.below(clocks.length)]!
          if (clock.isHeld) clock.goOn()
          else if (random.below(3) === 0) {
            clock.hold()
            stops++
          }
          asked++
          const answer = owners[which]!.act(world!, asker, action, request)
          const late = new Promise<null>((resolve) => setTimeout(resolve, 100, null))
          return (await Promise.race([answer, late]))?.ok === true
        },
        `action ${action} is done, seed ${seed}`,
        60_000,
      )
    }
    for (const clock of clocks) if (clock.isHeld) clock.goOn()
    await until(() => ada.counted.used === action, `each is done once, seed ${seed}`)
    const { lives } = ada.counted
    console.info(
      `one owner: ${lives - 1} changes of the lease, ${action} actions asked ${asked} times, ${stops} stops (seed ${seed})`,
    )
    await Promise.all(owners.map((owner) => owner.stop()))
    expect(countedIn(await storedLive(store)).used, `seed ${seed}`).toBe(action)
    expectOneAtATime(await store.log({ world: world!.key, kind: 'live' }, 0, 1e7), `seed ${seed}`)
    ada.leave()
    await home.stop()
  },
)

/** Stops the owner that plays now, at any moment of its work; returns how many that were. */
function holdOne(owners: readonly Owner[], clocks: readonly HeldClock[]): number {
  const playing = owners.findIndex((owner) => owner.stats().playedWorlds > 0)
  const clock = clocks[playing]
  if (clock === undefined || clock.isHeld) return 0
  clock.hold()
  return 1
}
