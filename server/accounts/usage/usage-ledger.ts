// For whom the bytes on this node's disks count, in memory. Each log has shares: how much each contributor
// added to it. Merged and deleted bytes count no more. Bytes of a day count for that day, also if their world
// has ended, so that nobody fills a disk again and again.
import type { MemberId, NodeName } from '../../../shared/world/address.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import type { DocumentKey } from '../../storage/store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'

/**
 * A contributor: an account; all people of a node that an admin has let in together; all of other nodes, of
 * which anybody makes as many as they like, together; all others, who have no account here, together.
 */
export type Contributor = `account:${MemberId}` | `node:${NodeName}` | 'strangers' | 'guests'

export interface Used {
  /** With records. */
  readonly logs: number
  readonly records: number
  readonly pictures: number
  /** Added since midnight, in UTC. */
  readonly today: number
}

/** Somebody's additions to a log of a world, in bytes. */
export type Share = readonly [kind: DocumentKey['kind'], who: Contributor, bytes: number]

export const dayOf = (at: number): number => Math.floor(at / DAY_MS)

const NOTHING: Used = { logs: 0, records: 0, pictures: 0, today: 0 }

type Sum = { -readonly [name in keyof Used]: number }

export class Ledger {
  readonly #shares = new Map<WorldKey, Share[]>()
  readonly #sums = new Map<Contributor, Sum>()
  #day = 0
  /** Worlds whose shares are others than those that were kept. */
  #changed = new Set<WorldKey>()
  /** Worlds whose shares are others than those that were asked for, kept ones too. */
  #touched = new Set<WorldKey>()

  of(who: Contributor, now: number): Used {
    this.#turn(now)
    return this.#sums.get(who) ?? NOTHING
  }

  /** All who have added anything. */
  all(now: number): readonly (readonly [Contributor, Used])[] {
    this.#turn(now)
    return [...this.#sums]
  }

  /**
   * Somebody added to a log. Live does not count for their day: visitors cause it, and its log is kept short.
   */
  add({ world, kind }: DocumentKey, who: Contributor, bytes: number, now: number): void {
    this.#turn(now)
    if (kind !== 'live') this.#sumOf(who).today += bytes
    this.#change(world, kind, who, bytes)
  }

  /** Somebody added something else, which counts for the day. */
  addToday(who: Contributor, bytes: number, now: number): void {
    this.#turn(now)
    this.#sumOf(who).today += bytes
  }

  /** How much more of somebody's pictures is held, or less. */
  addPictures(who: Contributor, bytes: number): void {
    this.#sumOf(who).pictures += bytes
  }

  /** How much more the node's records hold of somebody, or less. */
  addRecords(who: Contributor, bytes: number): void {
    this.#sumOf(who).logs += bytes
    this.#sumOf(who).records += bytes
  }

  /**
   * A log takes so many bytes now; if that is less than all additions, everybody's share is that much
   * smaller.
   */
  settle({ world, kind }: DocumentKey, bytes: number): void {
    const of = this.sharesOf(world).filter((share) => share[0] === kind)
    const counted = of.reduce((sum, [, , added]) => sum + added, 0)
    if (counted <= bytes) return
    for (const [, who, added] of of)
      this.#change(world, kind, who, Math.floor((added * bytes) / counted) - added)
  }

  /** All of a log counts for one from now on, or for nobody. */
  assign({ world, kind }: DocumentKey, who: Contributor | null, bytes: number): void {
    for (const [of, other, added] of this.sharesOf(world))
      if (of === kind) this.#change(world, kind, other, -added)
    if (who !== null) this.#change(world, kind, who, bytes)
    this.#changed.add(world)
  }

  /** A world is gone, with its logs. */
  end(world: WorldKey): void {
    for (const [, who, bytes] of this.sharesOf(world)) this.#sumOf(who).logs -= bytes
    this.#shares.delete(world)
    this.#changed.add(world)
    this.#touched.add(world)
  }

  sharesOf(world: WorldKey): readonly Share[] {
    return this.#shares.get(world) ?? []
  }

  /** Takes in the stored counts: the shares of a world, or the additions of a day. */
  load(world: WorldKey, shares: readonly Share[]): void {
    for (const [kind, who, bytes] of shares) this.#change(world, kind, who, bytes)
    this.#changed.delete(world)
  }

  loadDay(day: number, added: Iterable<readonly [Contributor, number]>): void {
    this.#day = day
    for (const [who, bytes] of added) this.#sumOf(who).today += bytes
  }

  /** Today's additions, to be stored. */
  today(now: number): { readonly day: number; readonly added: readonly (readonly [Contributor, number])[] } {
    this.#turn(now)
    const added = [...this.#sums].filter(([, { today }]) => today > 0)
    return { day: this.#day, added: added.map(([who, { today }]) => [who, today]) }
  }

  /** Worlds whose shares have changed since this was asked last. */
  takeChanged(): ReadonlySet<WorldKey> {
    const changed = this.#changed
    this.#changed = new Set()
    return changed
  }

  /** Worlds whose shares have changed since this was asked last, or were taken in. */
  takeTouched(): ReadonlySet<WorldKey> {
    const touched = this.#touched
    this.#touched = new Set()
    return touched
  }

  #change(world: WorldKey, kind: Share[0], who: Contributor, by: number): void {
    const before = this.#shares.get(world) ?? []
    const at = before.findIndex((share) => share[0] === kind && share[1] === who)
    const bytes = (before[at]?.[2] ?? 0) + by
    if (at === -1) this.#shares.set(world, [...before, [kind, who, bytes]])
    else before[at] = [kind, who, bytes]
    this.#sumOf(who).logs += by
    this.#changed.add(world)
    this.#touched.add(world)
  }

  #sumOf(who: Contributor): Sum {
    const known = this.#sums.get(who)
    if (known !== undefined) return known
    const made = { ...NOTHING }
    this.#sums.set(who, made)
    return made
  }

  /** A new day begins with nothing. */
  #turn(now: number): void {
    const day = dayOf(now)
    if (day === this.#day) return
    this.#day = day
    for (const sum of this.#sums.values()) sum.today = 0
  }
}
