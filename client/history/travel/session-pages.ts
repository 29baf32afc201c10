// The sessions of a world, newest first from the server, a page at a time as one goes back; and what the
// device has kept of them, for when there is no network.
import { CallError, isOffline, wordsOf } from '../../api/request.ts'
import { fetchSessions, type SessionsAsked } from '../../api/history-api.ts'
import { HistoryAnswer, type HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { Observable } from '../../device/observable.ts'
import type { KeptHistory } from '../../session/kept-history.ts'
import { FIRST_REVISION, type Revision } from '../../../shared/history/revision.ts'
import type { Address } from '../../../shared/world/address.ts'
import { systemClock } from '../../device/system-clock.ts'

/** Sessions in one answer: some screens of the strip. */
const PAGE = 120
/** How often it is asked again what is not known yet; each time so much later, in ms. */
const ASKS_MAX = 6
const ASK_AGAIN_MS = 1_200
/** Most that the device keeps. */
const KEPT_SESSIONS = 2_000

export interface ShownSessions {
  /** Oldest first. */
  readonly list: readonly HistorySession[]
  /** The newest revision; null before anything is known. */
  readonly head: Revision | null
  /** How far back one has looked, where the last page had nothing of what is looked for; else null. */
  readonly reached: Revision | null
  /** The first session of all is there. */
  readonly isWhole: boolean
  /** From when on this world's history is known here, where that is not its beginning. */
  readonly since: HistoryAnswer['since']
  readonly isFetching: boolean
  /** Why nothing more came; null: nothing is wrong. */
  readonly trouble: string | null
}

const NONE: ShownSessions = {
  list: [],
  head: null,
  reached: null,
  isWhole: false,
  since: undefined,
  isFetching: false,
  trouble: null,
}

type SessionPart = Pick<SessionsAsked, 'author' | 'thing'>

export class SessionPages {
  readonly shown = new Observable<ShownSessions>(NONE)
  readonly #address: Address
  readonly #filter: SessionPart
  /** Null: nothing is kept, as of a list that is narrowed. */
  readonly #kept: () => Promise<KeptHistory | null>
  #running: Promise<void> | null = null
  #asks = 0

  constructor(address: Address, filter: SessionPart, kept: () => Promise<KeptHistory | null>) {
    this.#address = address
    this.#filter = filter
    this.#kept = kept
  }

  /** Fetches the newest page: something was written. */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      try {
        const answer = await fetchSessions(this.#address, {
          limit: PAGE,
          isSoon: this.shown.now.head === null,
          ...this.#filter,
        })
        this.#become({ ...joined(this.shown.now, answer), isFetching: false, trouble: null })
        this.#askAgain(answer)
      } catch (error) {
        if (!isOffline(error) || !(await this.#recall())) throw error
      }
    })
  }

  /** Fetches the page before the oldest one that is here. */
  older(): Promise<void> {
    const { isWhole, isFetching } = this.shown.now
    if (isWhole || isFetching) return this.#running ?? Promise.resolve()
    return this.#inTurn(async () => {
      const { list, reached, isWhole } = this.shown.now
      const upTo = reached ?? list[0]?.from
      if (upTo === undefined || isWhole) return
      const answer = await fetchSessions(this.#address, { to: upTo, limit: PAGE, ...this.#filter })
      const before = answer.sessions.filter(({ to }) => to <= upTo).toReversed()
      this.#become({
        ...this.shown.now,
        list: [...before, ...list],
        reached: answer.reached ?? null,
        isWhole: isWholeFrom(before, answer),
        trouble: null,
      })
    })
  }

  /** What some edits did is found out by the node meanwhile. */
  #askAgain({ sessions }: HistoryAnswer): void {
    if (this.#asks >= ASKS_MAX || !sessions.some(({ isPartial }) => isPartial === true)) return
    this.#asks += 1
    systemClock.after(ASK_AGAIN_MS * this.#asks, () => void this.refresh())
  }

  /** One call at a time; its trouble is shown, not thrown. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const run = async (): Promise<void> => {
      await this.#running
      this.shown.set({ ...this.shown.now, isFetching: true })
      try {
        await work()
      } catch (error) {
        this.shown.set({ ...this.shown.now, trouble: wordsOf(error) })
        if (!(error instanceof CallError)) reportError(error)
      }
      this.shown.set({ ...this.shown.now, isFetching: false })
    }
    const running = run()
    this.#running = running
    return running
  }

  #become(next: ShownSessions): void {
    this.shown.set(next)
    const { list, head, since } = next
    if (head === null) return
    const sessions = list.slice(-KEPT_SESSIONS).toReversed()
    void this.#kept().then((kept) =>
      kept?.keep('sessions', 0, { revision: head, line: '', sessions, hasMore: !next.isWhole, since }),
    )
  }

  /** Whether the device had some. */
  async #recall(): Promise<boolean> {
    if (this.shown.now.list.length > 0) return true
    const kept = HistoryAnswer.safeParse(await (await this.#kept())?.read('sessions', 0))
    if (!kept.success) return false
    this.shown.set({ ...joined(NONE, kept.data), isFetching: false, trouble: null })
    return true
  }
}

/** The newest page on what is known: its oldest session may be one that went on. */
function joined(known: ShownSessions, answer: HistoryAnswer): ShownSessions {
  const { revision: head, sessions, since, reached = null } = answer
  const [first, ...later] = sessions.toReversed()
  if (first === undefined) {
    // What was written since has nothing of what is looked for.
    if (known.list.length > 0 && known.head !== null && (reached ?? 0) <= known.head)
      return { ...known, head, since, isWhole: known.isWhole || !answer.hasMore }
    return { ...known, list: [], head, since, reached, isWhole: isWholeFrom([], answer) }
  }
  const before = known.list.filter(({ to }) => to <= first.from)
  // If more was written than one page has, there is a gap between what is known and that page.
  const reaches = (known.list.at(-1)?.to ?? first.from) >= first.from
  const list = reaches ? [...before, wholeOf(first, known.list[before.length]), ...later] : [first, ...later]
  const isWhole = (reaches && known.isWhole && before.length > 0) || isWholeFrom(list, answer)
  return { ...known, list, head, since, reached: reaches ? known.reached : null, isWhole }
}

/** A page of many rows may begin inside of a session, of which the beginning is known. */
function wholeOf(session: HistorySession, known: HistorySession | undefined): HistorySession {
  if (known === undefined || known.from >= session.from) return session
  if (known.to === session.to) return known
  return { ...session, from: known.from, firstAt: known.firstAt, isCut: known.isCut }
}

function isWholeFrom(list: readonly HistorySession[], { since, hasMore, reached }: HistoryAnswer): boolean {
  if (!hasMore) return true
  const first = reached ?? list[0]?.from ?? FIRST_REVISION
  return first <= (since?.revision ?? FIRST_REVISION)
}
