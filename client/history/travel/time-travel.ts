// Going through the time of one world: which revision is wanted, which one is shown, and fetching what leads
// from one to the other. The floor shows it through the ordinary view.
import { wordsOf } from '../../api/request.ts'
import type { HistoryAuthor, HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { Observable } from '../../device/observable.ts'
import type { KeptHistory } from '../../session/kept-history.ts'
import type { WorldStores } from '../../world/context/world-stores.ts'
import { askTakingBack } from '../../world/taking-back.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Address } from '../../../shared/world/address.ts'
import { Comparisons } from './comparison.ts'
import { sessionWith, timeOf } from './find-session.ts'
import { PastDocument } from './past-document.ts'
import { pastState } from './past-states.ts'
import { openPastStores, type PastStores } from './past-stores.ts'
import { RevertTrial } from './revert-trial.ts'
import { SessionPages } from './session-pages.ts'
import { SessionFilter } from './session-filter.ts'
import { Stretches } from './stretches.ts'
import { VersionList } from './version-list.ts'

/** A moment of the past that is shown. */
export interface Moment {
  readonly revision: Revision
  /** When it was written; null where that is not known yet. */
  readonly at: number | null
  readonly authors: readonly HistoryAuthor[]
}

interface Options {
  readonly address: Address
  readonly kept: () => Promise<KeptHistory | null>
  readonly showPast: (past: WorldStores | null) => void
}

/** Pages of sessions that are fetched for a revision that is older than those that are here. */
const PAGES_MAX = 60
/** Between two tellings while one drags, in ms. */
const TELL_MS = 90
/** Most sessions whose steps are looked for, to come to a moment from a state that the device kept. */
const SESSIONS_BETWEEN = 20

interface ShownPast extends PastStores {
  readonly document: PastDocument
}

export class TimeTravel {
  readonly pages: SessionPages
  readonly filter: SessionFilter
  readonly versions: VersionList
  readonly comparisons: Comparisons
  readonly stretches: Stretches
  /** How the world would be after a revert that somebody thinks about, over the moment that is shown. */
  readonly reverting: RevertTrial
  /** Where somebody wants to be; null: now. */
  readonly wanted = new Observable<Revision | null>(null)
  /** What is shown; null: now. */
  readonly moment = new Observable<Moment | null>(null)
  /** The moment that is shown, once the way there is over; null on the way, and now. */
  readonly arrived = new Observable<Revision | null>(null)
  readonly isFetching = new Observable(false)
  readonly trouble = new Observable<string | null>(null)
  readonly #options: Options
  #past: ShownPast | null = null
  #isRunning = false
  #isMoving = false
  #toldAt = -Infinity

  constructor(options: Options) {
    const { address, kept } = options
    this.#options = options
    this.pages = new SessionPages(address, {}, kept)
    this.filter = new SessionFilter(address, this.pages)
    this.versions = new VersionList(address, kept)
    this.comparisons = new Comparisons(address)
    this.stretches = new Stretches(address, kept)
    this.reverting = new RevertTrial({
      stateAt: async (revision) => pastState(address, revision, await kept()),
      onStores: () => this.#showStores(),
    })
  }

  get address(): Address {
    return this.#options.address
  }

  /** Goes to a revision, or as near as history knows. Fetched stretches move at once. */
  goTo(revision: Revision): void {
    askTakingBack(null)
    this.arrived.set(null)
    this.wanted.set(revision)
    void this.#run()
  }

  /** Back to now. */
  leave(): void {
    this.arrived.set(null)
    this.wanted.set(null)
    this.trouble.set(null)
    this.moment.set(null)
    this.comparisons.close()
    const past = this.#past
    this.#past = null
    if (past === null) return
    this.#showStores()
    past.end()
  }

  /** While somebody drags, things go to their places at once. */
  setMoving(isMoving: boolean): void {
    this.#isMoving = isMoving
    const document = this.#past?.document
    if (!isMoving && document) this.#tell(document)
  }

  get isMoving(): boolean {
    return this.#isMoving
  }

  /** Shows what changed between two moments, on the later one. */
  compare(from: Revision, to: Revision): void {
    // Inside of an edit, its end is what is shown.
    const end = this.#endOfStep(to) ?? to
    void this.comparisons.compare(from, end)
    this.goTo(end)
  }

  /**
   * The revision one edit earlier or later, or the end of the session before or after. Null: there is none.
   */
  neighbour(by: 1 | -1, of: 'edit' | 'session'): Revision | 'now' | null {
    const { list, head } = this.pages.shown.now
    if (head === null) return null
    const wanted = this.wanted.now ?? head
    // Inside of an edit, its end is what is shown.
    const at = this.#endOfStep(wanted) ?? wanted
    if (by === 1 && at >= head) return 'now'
    if (of === 'session') {
      if (by === 1) return list.find(({ to }) => to > at)?.to ?? 'now'
      return list.findLast(({ to }) => to < at)?.to ?? list[0]?.from ?? null
    }
    const step = by === 1 ? this.stretches.after(at) : this.stretches.before(at)
    const next = step === null ? at + by : by === 1 ? step.to : step.from
    return next < (list[0]?.from ?? 0) ? null : (next as Revision)
  }

  /** One turn after the other, until what is wanted is shown. */
  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    for (let wanted = this.wanted.now; wanted !== null; wanted = this.wanted.now) {
      try {
        const isLast = await this.#goOn(wanted)
        this.trouble.set(null)
        if (isLast && this.wanted.now === wanted) break
      } catch (error) {
        // Somebody wants to be elsewhere by now.
        if (this.wanted.now !== wanted) continue
        this.trouble.set(wordsOf(error))
        // What is shown stays; the strip says where that is.
        this.wanted.set(this.#past?.document.at ?? null)
        break
      }
    }
    this.#isRunning = false
    this.isFetching.set(false)
    if (this.wanted.now === null) return
    this.arrived.set(this.#past?.document.at ?? null)
    this.#fetchAround(this.wanted.now)
  }

  /** One piece of the way; true when it is the last one. */
  async #goOn(wanted: Revision): Promise<boolean> {
    const document = this.#past?.document
    if (document?.reaches(wanted)) {
      const moved = document.move(wanted)
      this.#tell(document)
      if (moved === 'there') return true
      if (moved === 'going') {
        await nextFrame()
        return false
      }
      // A step did not fit: the state itself is what counts.
      return this.#fetchState(wanted, { goesOn: false })
    }
    this.isFetching.set(true)
    const session = await this.#sessionFor(wanted)
    const isNear = document !== undefined && session !== null && sessionNear(session, document.at)
    if (isNear && (await this.#fetchSteps(session, wanted)) && document.reaches(wanted)) return false
    if (this.wanted.now !== wanted) return false
    return this.#fetchState(wanted)
  }

  /** Answers as `#goOn`. `goesOn`: from another state, by steps; not where one of them did not fit. */
  async #fetchState(wanted: Revision, { goesOn } = { goesOn: true }): Promise<boolean> {
    const { address, kept } = this.#options
    const end = this.#endOfStep(wanted) ?? wanted
    const leads = this.#leads.bind(this)
    const { scene, at } = await pastState(address, end, await kept(), leads)
    const session = await this.#sessionFor(at)
    // Somebody went back to now meanwhile.
    if (this.wanted.now === null) return true
    const document = this.#showState(scene, at)
    if (session === null || !(await this.#fetchSteps(session, wanted))) return true
    if (this.#past?.document !== document) return true
    this.#tell(document)
    const known = this.#endOfStep(wanted)
    // No step leads on from inside of another one: now that its end is known, that is fetched.
    if (this.wanted.now === wanted && known !== null && known !== end && known !== at)
      return this.#fetchState(wanted, { goesOn })
    // Without a network another state may be the nearest: from there it goes on by steps.
    return at === wanted || !goesOn || !document.reaches(wanted) || this.#goOn(wanted)
  }

  /** Whether a session's steps are here; a long one has many, and nobody waits who wants to be elsewhere. */
  async #fetchSteps(session: HistorySession, wanted: Revision): Promise<boolean> {
    const elsewhere = Promise.withResolvers<boolean>()
    const look = (): void => (this.wanted.now === wanted ? undefined : elsewhere.resolve(false))
    const stop = this.wanted.subscribe(look)
    look()
    try {
      return await Promise.race([this.stretches.fetch(session), elsewhere.promise])
    } finally {
      stop()
    }
  }

  /** Whether steps lead from one revision to another; those that are not here are fetched. */
  async #leads(from: Revision, to: Revision): Promise<boolean> {
    const [low, high] = [Math.min(from, to), Math.max(from, to)]
    const between = this.pages.shown.now.list.filter((session) => session.from < high && session.to > low)
    if (between.length > SESSIONS_BETWEEN) return false
    for (const session of between) await this.stretches.fetch(session)
    return this.stretches.lead(from, to)
  }

  /** The end of the step in which a revision lies; null where that step is not on this device. */
  #endOfStep(revision: Revision): Revision | null {
    const session = sessionWith(this.pages.shown.now.list, revision)
    return session && this.stretches.settled(session, revision)
  }

  /** The document that is shown becomes this state, or a new one takes its place. */
  #showState(scene: Uint8Array, at: Revision): PastDocument {
    const shown = this.#past?.document
    if (shown?.become(scene, at)) {
      this.#tell(shown)
      return shown
    }
    const document = new PastDocument(scene, at, this.stretches)
    this.#show(document)
    return document
  }

  #show(document: PastDocument): void {
    const before = this.#past
    const opened = openPastStores(document.scene, { kind: 'moment', isMoving: () => this.#isMoving })
    this.#past = { ...opened, document }
    this.#showStores()
    before?.end()
    this.#tell(document)
  }

  #showStores(): void {
    this.#options.showPast(this.reverting.stores ?? this.#past?.stores ?? null)
  }

  /** While one drags, words that nobody can read so soon are not drawn with each frame. */
  #tell(document: PastDocument): void {
    const now = performance.now()
    if (this.#isMoving && now - this.#toldAt < TELL_MS) return
    this.#toldAt = now
    const { at, step } = document
    const { list } = this.pages.shown.now
    const authors = step?.authors ?? sessionWith(list, at)?.authors ?? []
    this.moment.set({ revision: at, at: step?.at ?? timeOf(list, at), authors })
  }

  /** The session of a revision; older pages are fetched until it is there. */
  async #sessionFor(revision: Revision): Promise<ReturnType<typeof sessionWith>> {
    const { pages } = this
    if (pages.shown.now.head === null) await pages.refresh()
    for (let count = 0; count < PAGES_MAX; count += 1) {
      const { list, isWhole, trouble } = pages.shown.now
      const [oldest] = list
      if (isWhole || trouble !== null || oldest === undefined || oldest.from < revision) break
      await pages.older()
    }
    return sessionWith(pages.shown.now.list, revision)
  }

  /** What one may go over next. */
  #fetchAround(at: Revision): void {
    const { list } = this.pages.shown.now
    const index = list.findIndex(({ to }) => to >= at)
    for (const session of [list[index], list[index - 1], list[index + 1]])
      if (session !== undefined && !this.stretches.has(session)) void this.stretches.fetch(session)
  }
}

/** Within a session, or at its edge: its steps lead there. */
const sessionNear = (
  { from, to }: { readonly from: Revision; readonly to: Revision },
  at: Revision,
): boolean => from <= at && at <= to

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))
