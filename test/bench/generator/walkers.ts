// The town of Inkland: a world with chairs in it, and a driver for each person.
import * as Y from 'yjs'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { drive, type Driven } from './driving.ts'
import { openClient, type Endpoint } from './client.ts'
import { copyOf } from './text.ts'
import type { OpenTown } from './town.ts'
import { until } from './until.ts'
import { writeWorld } from './world.ts'

/** Chairs that stand in the way, below where people come in. */
const CHAIRS = { count: 24, text: '', grid: { across: 4, gap: 230, top: 330 } }
/** Drivers being made at a time. */
const AT_ONCE = 16
const PATIENCE_MS = 30_000

export const openWalkers: OpenTown = async (endpoint, name, people, isBare) => {
  await writeWorld(endpoint, name, isBare ? { ...CHAIRS, count: 0 } : CHAIRS)
  const driven: Driven[] = []
  let next = 0
  const goOn = async (): Promise<void> => {
    while (next < people) {
      const number = next++
      const one = await drive(endpoint, name, `${name} ${number}`)
      done(await one.driver.visit())
      driven.push(one)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, goOn))
  const driverOf = (person: number): Driven['driver'] => {
    const one = driven[person]
    if (one === undefined) throw new Error(`there is no person ${person}`)
    return one.driver
  }
  return {
    walk: async (person, to) => done(await driverOf(person).walk(to)),
    say: async (person, words) => done(await driverOf(person).say(words)),
    traffic: () => driven.map(({ traffic }) => traffic()),
    async divergences() {
      const late = await liveOf(endpoint, name)
      const differ = (): number => driven.filter(({ driver }) => liveIn(driver) !== late).length
      // The last acts may still be on their way to the others.
      await until('all have everything', PATIENCE_MS, () => differ() === 0).catch(() => undefined)
      return differ()
    },
    leave() {
      for (const { driver } of driven) driver.close()
    },
  }
}

function done({ ok, why }: Outcome): void {
  if (!ok) throw new Error(`an action was refused: ${why ?? 'nobody says why'}`)
}

function liveIn({ view }: Driven['driver']): string {
  if (view.live === null) throw new Error('a driver without a live document')
  return canonical(view.live)
}

/** The live document of a world, as a newcomer gets it. */
async function liveOf(endpoint: Endpoint, world: string): Promise<string> {
  const live = new Y.Doc()
  const client = await openClient(endpoint, {
    document: `${world}/live`,
    update: (view, start, end) => Y.applyUpdate(live, copyOf(view, start, end)),
  })
  await client.synced
  client.close()
  return canonical(live)
}

/** All that a document says, in an order that does not depend on how it came. */
function canonical(live: Y.Doc): string {
  return JSON.stringify(live.getMap('live').toJSON(), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
