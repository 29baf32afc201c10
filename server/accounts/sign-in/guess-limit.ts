// Slows guessing down: by account and address together first, then by address over all accounts, and by
// account over all addresses. Strangers who guess lock nobody out of their account: from an address where the
// holder is known, only that address counts, and from any other address one try at a time is always possible.
// The counts are in memory alone, bounded, and forgotten in time.
import { AccountRefusal } from '../model/account-refusal.ts'
import { waitMsAfter } from '../../../shared/time/doubling-wait.ts'
import { MINUTE_MS } from '../../../shared/time/durations.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/**
 * Tries that are free, then the first wait in ms, which doubles with every further try, up to the longest.
 */
interface Pace {
  readonly free: number
  readonly firstMs: number
  readonly longestMs: number
  /** Without a try for so long, all are forgotten. */
  readonly forgetMs: number
}

/** One person at one account: a few slips of the fingers are free; a day gives some hundred tries. */
const OF_PAIR: Pace = { free: 5, firstMs: 2_000, longestMs: 15 * MINUTE_MS, forgetMs: 60 * MINUTE_MS }
/** One address at all accounts: a class of thirty behind one address, each with three slips. */
const OF_ADDRESS: Pace = { free: 100, firstMs: 1_000, longestMs: 5 * MINUTE_MS, forgetMs: 60 * MINUTE_MS }
/** All strange addresses at one account: after these a try every few seconds, from all of them together. */
const OF_ACCOUNT: Pace = { free: 50, firstMs: 1_000, longestMs: 4_000, forgetMs: 60 * MINUTE_MS }
/** Most that is remembered of each kind. */
const REMEMBERED_MAX = 20_000
/** How long an address counts as one where an account's holder is known, in ms. */
const KNOWN_MS = 30 * 24 * 60 * MINUTE_MS

/**
 * A try that was let through: it counts as wrong until it is known to be right, so that many at once count,
 * too.
 */
export interface GuessAttempt {
  /** It was right: its account is known from here. */
  right(): void
  /** It was never looked at. */
  undone(): void
}

export interface GuessLimit {
  /**
   * Lets somebody try `account`, a name as it was given; throws a Refused that says when, if that is not now.
   */
  begin(account: string, address: string, isKnown?: boolean): GuessAttempt
  /**
   * Lets somebody try a code that is nobody's in particular: only their address counts. Throws as `begin`.
   */
  beginCode(address: string): GuessAttempt
}

interface GuessCount {
  tries: number
  at: number
  /** When the next try may be made. */
  next: number
}

export function createGuesses(clock: { now(): number }): GuessLimit {
  const pairs = new GuessCounts(OF_PAIR, clock)
  const addresses = new GuessCounts(OF_ADDRESS, clock)
  const accounts = new GuessCounts(OF_ACCOUNT, clock)
  const known = new Remembered<number>()

  return {
    begin(account, address, isKnown = false) {
      const pair = `${address} ${account}`
      const isHome = isKnown || (known.get(pair) ?? 0) > clock.now()
      // From where the holder is known, others' guesses do not count.
      const counted: [GuessCounts, string][] = isHome
        ? [[pairs, pair]]
        : [
            [pairs, pair],
            [addresses, address],
            [accounts, account],
          ]
      const waitMs = Math.max(...counted.map(([counts, key]) => counts.waitMs(key)))
      if (waitMs > 0) throw slowed(waitMs)
      for (const [counts, key] of counted) counts.add(key)
      return {
        right() {
          pairs.forget(pair)
          for (const [counts, key] of counted) counts.takeBack(key)
          known.set(pair, clock.now() + KNOWN_MS)
        },
        undone() {
          for (const [counts, key] of counted) counts.takeBack(key)
        },
      }
    },
    beginCode(address) {
      const waitMs = addresses.waitMs(address)
      if (waitMs > 0) throw slowed(waitMs)
      addresses.add(address)
      const takeBack = (): void => addresses.takeBack(address)
      return { right: takeBack, undone: takeBack }
    },
  }
}

class GuessCounts {
  readonly #pace: Pace
  readonly #clock: { now(): number }
  readonly #counts = new Remembered<GuessCount>()

  constructor(pace: Pace, clock: { now(): number }) {
    this.#pace = pace
    this.#clock = clock
  }

  waitMs(key: string): number {
    return (this.#live(key)?.next ?? 0) - this.#clock.now()
  }

  add(key: string): void {
    const { free } = this.#pace
    const at = this.#clock.now()
    const tries = (this.#live(key)?.tries ?? 0) + 1
    const over = tries - free
    const wait = over < 0 ? 0 : waitMsAfter(over, this.#pace)
    this.#counts.set(key, { tries, at, next: at + wait })
  }

  takeBack(key: string): void {
    const count = this.#counts.get(key)
    if (count === undefined) return
    count.tries--
    // No later than it was: the clock may be ahead, and come back.
    count.next = Math.min(count.next, this.#clock.now())
    if (count.tries <= 0) this.#counts.delete(key)
  }

  forget(key: string): void {
    this.#counts.delete(key)
  }

  #live(key: string): GuessCount | null {
    const count = this.#counts.get(key)
    return count !== undefined && isRecent(count.at, this.#pace.forgetMs, this.#clock.now()) ? count : null
  }
}

/**
 * Keeps what was put in last: between half of the bound and all of it. When the younger half is full, the
 * older half is dropped.
 */
class Remembered<T> {
  #young = new Map<string, T>()
  #old = new Map<string, T>()

  get(key: string): T | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  set(key: string, value: T): void {
    this.#young.set(key, value)
    this.#old.delete(key)
    if (this.#young.size < REMEMBERED_MAX / 2) return
    this.#old = this.#young
    this.#young = new Map()
  }

  delete(key: string): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }
}

function slowed(waitMs: number): AccountRefusal {
  const seconds = Math.ceil(waitMs / 1000)
  const when = seconds < 100 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  const sentence = `That was tried too often. Try again in ${seconds === 1 ? 'a second' : when}.`
  return new AccountRefusal('slow', sentence, seconds)
}
