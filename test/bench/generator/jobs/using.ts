// As many actions as a server takes in one place: everybody uses a thing, everybody sees how often each was
// used.
import type { Endpoint } from '../client.ts'
import { openRoom } from '../colyseus.ts'
import { openWorld } from '../counters.ts'
import { pause, until } from '../until.ts'
import { measureWork } from '../work.ts'

interface UsingPlan {
  /** The name of the place. */
  readonly name: string
  readonly people: number
  /** Most actions that each has under way: the next is sent when the effect of an earlier one is seen. */
  readonly inFlight: number
  /** Most actions of each in a second. */
  readonly perSecond: number
  readonly warmUpMs: number
  readonly measureMs: number
}

interface UsingResult {
  /** Actions a second whose effect was seen. */
  readonly actions: number
  /** Work of the server per action, in microseconds. */
  readonly workPerUpdate: number
  readonly serverBusy: number
  readonly generatorBusy: number
  readonly othersBusy: number
}

/** Many people in one place, each with a thing of their own to use, whatever the server calls it. */
interface Place {
  /** Person `i` uses thing `i`, so many times. */
  use(person: number, times: number): void
  /** How often each thing was used, as one of the people sees it. */
  readonly uses: readonly number[]
  /** Calls back whenever `uses` may have changed. */
  follow(news: () => void): void
  /** How often each thing was used, as a newcomer sees it. */
  usesAnew(): Promise<readonly number[]>
  /** Errors of the place, as one of the people sees them. */
  troubles(): readonly string[]
  /** Bytes of state that each person has been sent. */
  received(): readonly number[]
}

export type OpenPlace = (endpoint: Endpoint, name: string, people: number) => Promise<Place>

export async function using(endpoint: Endpoint, plan: UsingPlan): Promise<UsingResult> {
  const sent = Array.from({ length: plan.people }, () => 0)
  let isOver = false
  const open: OpenPlace = endpoint.dialect === 'colyseus' ? openRoom : openWorld
  const place = await open(endpoint, plan.name, plan.people)
  const total = (): number => place.uses.reduce((sum, uses) => sum + uses, 0)

  function topUp(): void {
    if (isOver) return
    const due = Math.ceil(((performance.now() - began) / 1000) * plan.perSecond)
    for (let person = 0; person < plan.people; person++) {
      const times = Math.min((place.uses[person] ?? 0) + plan.inFlight, due) - (sent[person] ?? 0)
      if (times <= 0) continue
      place.use(person, times)
      sent[person] = (sent[person] ?? 0) + times
    }
  }

  const began = performance.now()
  place.follow(topUp)
  const beat = setInterval(topUp, BEAT_MS)
  await pause(plan.warmUpMs)
  const before = total()
  const spent = measureWork(endpoint.pid)
  await pause(plan.measureMs)
  const actions = total() - before
  const { ms, serverMs, ...busy } = spent()
  isOver = true
  clearInterval(beat)

  await until('every action has its effect', PATIENCE_MS, () => isEqual(place.uses, sent)).catch((error) => {
    throw new Error(place.troubles().join('\n'), { cause: error })
  })
  if (!isEqual(await place.usesAnew(), sent)) throw new Error('who comes later sees something else')
  const received = place.received()
  if (Math.min(...received) < Math.max(...received) / 2) throw new Error('somebody was not told everything')
  return { actions: (actions / ms) * 1000, workPerUpdate: (serverMs / actions) * 1000, ...busy }
}

const PATIENCE_MS = 30_000
const BEAT_MS = 5

const isEqual = (some: readonly number[], others: readonly number[]): boolean =>
  some.length === others.length && some.every((value, i) => value === others[i])
