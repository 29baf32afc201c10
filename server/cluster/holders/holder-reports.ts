// What a process that has worlds open tells the one that leads by itself: what was written there, and who is
// there.
import { FullWriters, type ReportedUsage } from '../../accounts/usage/reported-usage.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { answerWithin } from '../../../shared/time/time-limit.ts'
import type { HolderLink } from './holder-link.ts'
import type { HolderQuestion, HolderState } from './holding-words.ts'

/** How often what was written is reported, in ms. */
const REPORT_MS = 250
/** How often it tells who is here, in ms, where that has changed. */
const STATE_MS = 2_000
/** How long the last report may take, in ms. */
const LAST_MS = 1_000

interface HolderReportsOptions {
  readonly usage: ReportedUsage
  readonly state: () => HolderState
  readonly link: () => HolderLink | null
  readonly clock: ServerClock
  readonly onFault: (error: unknown) => void
}

export type HolderReports = ReturnType<typeof startHolderReports>

export function startHolderReports({ usage, state, link: linkNow, clock, onFault }: HolderReportsOptions) {
  /** What was told last, and where. */
  let told: { readonly link: HolderLink | null; readonly state: string } = { link: null, state: '' }

  /** Reports what was written, and hears who has no room any more. */
  async function report(): Promise<void> {
    const found = usage.take()
    const link = linkNow()
    if (found === null) return
    try {
      if (link === null) throw new Error('Nobody leads that could be told.')
      usage.told(FullWriters.parse(await link.ask({ usage: found })))
    } catch (error) {
      usage.takeBack(found)
      throw error
    }
  }

  async function tellState(): Promise<void> {
    const link = linkNow()
    const question: HolderQuestion = { state: state() }
    const now = { link, state: JSON.stringify(question) }
    if (link?.isOpen !== true || (told.link === link && told.state === now.state)) return
    await link.ask(question)
    told = now
  }

  const ends = [
    repeat(report, { everyMs: REPORT_MS, onFault, clock }),
    repeat(tellState, { everyMs: STATE_MS, onFault, clock }),
  ]
  return {
    end(): void {
      for (const end of ends) end()
    },
    /** Reports before this process lets go of all: whoever led may answer no more. */
    reportLast: (): Promise<unknown> => answerWithin(clock, LAST_MS, report()),
  }
}
