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
  readonly usage: Pick<ReportedUsage, 'take' | 'takeBack' | 'told'>
  readonly state: () => HolderState
  readonly link: () => HolderLink | null
  readonly clock: ServerClock
  readonly onFault: (error: unknown) => void
}

export class HolderReports {
  readonly #options: HolderReportsOptions
  readonly #ends: readonly (() => void)[]
  /** What was told last, and where. */
  #told: { readonly link: HolderLink | null; readonly state: string } = { link: null, state: '' }

  constructor(options: HolderReportsOptions) {
    const { clock, onFault } = options
    this.#options = options
    this.#ends = [
      repeat(() => this.report(), { everyMs: REPORT_MS, onFault, clock }),
      repeat(() => this.#tellState(), { everyMs: STATE_MS, onFault, clock }),
    ]
  }

  end(): void {
    for (const end of this.#ends) end()
  }

  /** Reports what was written, and hears who has no room any more. */
  async report(): Promise<void> {
    const { usage } = this.#options
    const report = usage.take()
    const link = this.#options.link()
    if (report === null) return
    try {
      if (link === null) throw new Error('Nobody leads that could be told.')
      usage.told(FullWriters.parse(await link.ask({ usage: report })))
    } catch (error) {
      usage.takeBack(report)
      throw error
    }
  }

  /** Likewise before this process lets go of all: whoever led may answer no more. */
  async reportLast(): Promise<void> {
    await answerWithin(this.#options.clock, LAST_MS, this.report())
  }

  async #tellState(): Promise<void> {
    const link = this.#options.link()
    const question: HolderQuestion = { state: this.#options.state() }
    const told = { link, state: JSON.stringify(question) }
    if (link?.isOpen !== true || (this.#told.link === link && this.#told.state === told.state)) return
    await link.ask(question)
    this.#told = told
  }
}
