// The place of `using` in Inkland: a world with a counter for each person, whose behavior counts in its
// memory.
import * as Y from 'yjs'
import { isWarning } from '../../../shared/world/live/live-state-values.ts'
import { faultsOf } from '../../../shared/world/live/live-state.ts'
import { COUNTER } from './jobs/acting.ts'
import type { OpenPlace } from './jobs/using.ts'
import { remembered, visit, writeWorld, type Visitor } from './world.ts'

export const openWorld: OpenPlace = async (endpoint, world, people) => {
  const things = await writeWorld(endpoint, world, { count: people, text: COUNTER })
  const live = new Y.Doc()
  const uses = things.map(() => 0)
  const visitors: Visitor[] = []
  let news: (() => void) | null = null
  const look = (): void => {
    for (const [i, thing] of things.entries()) uses[i] = remembered(live, thing, 'uses')
    news?.()
  }
  for (const i of things.keys())
    visitors.push(await visit(endpoint, world, i === 0 ? { live, news: look } : {}))
  return {
    uses,
    follow: (listener) => void (news = listener),
    use(person, times) {
      const thing = things[person]
      if (thing === undefined) return
      visitors[person]?.act(...Array.from({ length: times }, () => ({ verb: 'use', thing }) as const))
    },
    async usesAnew() {
      const copy = new Y.Doc()
      const late = await visit(endpoint, world, { live: copy })
      late.close()
      return things.map((thing) => remembered(copy, thing, 'uses'))
    },
    troubles: () =>
      things.flatMap((thing) =>
        faultsOf(live, thing).flatMap((fault) => (isWarning(fault) ? [] : fault.message)),
      ),
    received: () => visitors.map((visitor) => visitor.received()),
  }
}
