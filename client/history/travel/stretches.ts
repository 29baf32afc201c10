// Fetched stretches of time: the steps from the start of each session, in order, in memory and on the device.
import { fetchSteps } from '../../api/history-api.ts'
import {
  StepsAnswer,
  type HistorySession,
  type HistoryStep,
} from '../../../shared/wire/api/history-bodies.ts'
import { Listeners } from '../../device/listener-set.ts'
import type { KeptHistory } from '../../session/kept-history.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Address } from '../../../shared/world/address.ts'

/** Steps in one answer; the server sends fewer where they are large. */
const STEPS = 500
/** Over more steps than these, the state is fetched instead. */
const WALK_MAX = 20_000
/** Most steps in memory: the longest unused stretch goes first. */
const HELD_MAX = 60_000

interface Stretch {
  steps: readonly HistoryStep[]
}

export class Stretches {
  /** Tells when one more is there. */
  readonly onCame = new Listeners()
  readonly #address: Address
  readonly #kept: () => Promise<KeptHistory | null>
  /** By where they begin; the longest unused first. */
  readonly #held = new Map<Revision, Stretch>()
  readonly #byFrom = new Map<Revision, HistoryStep>()
  readonly #byTo = new Map<Revision, HistoryStep>()
  readonly #running = new Map<Revision, Promise<boolean>>()

  constructor(address: Address, kept: () => Promise<KeptHistory | null>) {
    this.#address = address
    this.#kept = kept
  }

  /** The step that leads away from a revision, towards the present; null when it is not here. */
  after(revision: Revision): HistoryStep | null {
    return this.#byFrom.get(revision) ?? null
  }

  /** The step that led to a revision. */
  before(revision: Revision): HistoryStep | null {
    return this.#byTo.get(revision) ?? null
  }

  /** Whether the steps from one revision to another are all here, and can be done or undone. */
  lead(from: Revision, to: Revision): boolean {
    let at = from
    for (let count = 0; count < WALK_MAX; count += 1) {
      if (at === to) return true
      const step = to > at ? this.after(at) : this.before(at)
      // Inside of a step there is nothing to stop at: it counts as its end.
      if (step !== null && to < at && step.from < to) return true
      if (step === null || step.things === null) return false
      at = to > at ? step.to : step.from
    }
    return false
  }

  /** The steps of a session that are here; null: none. */
  of({ from }: HistorySession): readonly HistoryStep[] | null {
    return this.#held.get(from)?.steps ?? null
  }

  /** Whether a session is here to its end. */
  has(session: HistorySession): boolean {
    return (this.of(session)?.at(-1)?.to ?? 0) >= session.to
  }

  /** The end of the step in which a revision lies: history knows no smaller one. Null when it is not here. */
  settled(session: HistorySession, revision: Revision): Revision | null {
    if (revision <= session.from) return session.from
    return this.of(session)?.find(({ to }) => to >= revision)?.to ?? null
  }

  /** Fetches a session's steps. False where neither device nor server gives them now. */
  fetch(session: HistorySession): Promise<boolean> {
    const known = this.#running.get(session.from)
    if (known) return known
    const running = this.#fetch(session).finally(() => this.#running.delete(session.from))
    this.#running.set(session.from, running)
    return running
  }

  async #fetch(session: HistorySession): Promise<boolean> {
    const kept = await this.#kept()
    let steps: readonly HistoryStep[] = this.of(session) ?? (await stepsIn(kept, session.from))
    if (this.of(session) === null && steps.length > 0) this.#hold(session.from, steps)
    const known = steps.length
    const end = (): Revision => steps.at(-1)?.to ?? session.from
    while (end() < session.to) {
      const more = await fetchSteps(this.#address, end(), STEPS).catch(() => null)
      // Steps of the next session come along where the limit is not reached.
      const own = more?.filter(({ from }) => from < session.to) ?? []
      if (own.length === 0) break
      steps = [...steps, ...own]
      this.#hold(session.from, steps)
    }
    // All of it is written each time: so not for each page.
    if (steps.length > known) await kept?.keep('steps', session.from, { steps })
    return end() >= session.to
  }

  #hold(from: Revision, steps: readonly HistoryStep[]): void {
    this.#held.delete(from)
    this.#held.set(from, { steps })
    for (const step of steps) {
      this.#byFrom.set(step.from, step)
      this.#byTo.set(step.to, step)
    }
    for (const [first, { steps: old }] of this.#held) {
      if (this.#byFrom.size <= HELD_MAX || first === from) break
      this.#held.delete(first)
      for (const step of old) {
        this.#byFrom.delete(step.from)
        this.#byTo.delete(step.to)
      }
    }
    this.onCame.tell()
  }
}

async function stepsIn(kept: KeptHistory | null, from: Revision): Promise<readonly HistoryStep[]> {
  const parsed = StepsAnswer.safeParse(await kept?.read('steps', from))
  return parsed.success ? parsed.data.steps : []
}
