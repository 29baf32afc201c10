// The process that leads, for the worlds that are played in one which does not.
import { z } from 'zod'
import type { HolderLink } from './holder-link.ts'
import type { HolderQuestion } from './holding-words.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { LeadingProcess } from '../../owner/people/other-processes.ts'
import type { Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { answerWithin, pause } from '../../../shared/time/time-limit.ts'
import { nodeOf } from '../../../shared/world/address.ts'

const UNREACHED = 'That world cannot be reached now. Try again.'
const NOT_HERE = 'That is not here, and it cannot be brought here.'

/**
 * For so long somebody's putting back is asked again where the process that leads ends meanwhile, in ms: who
 * acts waits for 8 s. And so long after it was asked in vain.
 */
const ASKING_MS = 6_000
const AGAIN_MS = 200

const Why = z.string().nullable()
const Outcome = z.object({ ok: z.boolean(), why: Why })

interface HeldLeadingOptions extends Pick<LeadingProcess, 'placeAbroad'> {
  readonly clock: Pick<ServerClock, 'monotonic' | 'after'>
  readonly store: Pick<Store, 'personOf'>
  readonly link: () => HolderLink | null
  /** Ends the play of a world, for the process that leads. */
  readonly letGo: (world: WorldKey) => Promise<void>
  /** Likewise, and that one plays it. */
  readonly giveUp: (world: WorldKey) => Promise<void>
}

export function createHeldLeading({
  clock,
  store,
  link,
  letGo,
  giveUp,
  placeAbroad,
}: HeldLeadingOptions): LeadingProcess {
  const ask = async (question: HolderQuestion): Promise<string | null> => {
    const answer = link()?.ask(question)
    // Where it is lost on the way it may be done: whoever tries again is told.
    return answer === undefined ? UNREACHED : answer.then((why) => Why.parse(why)).catch(() => UNREACHED)
  }
  return {
    placeAbroad,
    async carry({ key: from }, thing, to) {
      if (link()?.isOpen !== true) return UNREACHED
      // A thing that goes to another node by itself is taken there out of a world of the process that leads.
      const isOut = to.type !== 'home' && nodeOf(to.world) !== null
      const stays = !isOut || (await store.personOf(thing)) !== null
      // What asked for it ends with the play here.
      if (!stays) await letGo(from)
      return ask({ carry: { from, thing, to, ...(stays && { isPlayed: true }) } })
    },
    bring: async ({ key: to }, { id, name }) =>
      link()?.isOpen === true ? ask({ bring: id, name, to }) : UNREACHED,
    /** Done twice it is as if done once: whoever leads next is asked again. */
    async putBack(member) {
      const dueAt = clock.monotonic() + ASKING_MS
      for (let left = ASKING_MS; left > 0; left = dueAt - clock.monotonic()) {
        const leader = link()
        const asked = leader?.isOpen === true ? leader.ask({ putBack: member }) : Promise.resolve(null)
        const answer = Outcome.safeParse(await answerWithin(clock, left, asked))
        if (answer.success) return answer.data
        await pause(clock, AGAIN_MS)
      }
      return { ok: false, why: UNREACHED }
    },
    async fetch({ key }) {
      // What asked for it is asked again there.
      await giveUp(key)
      return NOT_HERE
    },
  }
}
