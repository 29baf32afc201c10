// Whether the other end of a wire is still there, and keeps up with what is sent. It follows from what comes,
// what goes and what waits.
import type { ServerClock } from '../../time/server-clock.ts'
import { weightOf, type SyncSocket } from '../socket/sync-socket.ts'

/**
 * Most bytes that may wait for a reader beyond its first sync, and how long they may wait without moving, in
 * ms.
 */
const SLOW_BYTES = 4 * 1024 * 1024
const SLOW_MS = 10_000

interface HeartbeatTimes {
  /** A client is pinged after this silence, and given up after the longer one, in ms. */
  readonly pingMs: number
  readonly goneMs: number
  /** It gets a message at least this often, in ms. */
  readonly keepaliveMs: number
}

/** A stock client gives up after 30 s without a message. */
const CLIENT: HeartbeatTimes = { pingMs: 25_000, goneMs: 60_000, keepaliveMs: 15_000 }
/**
 * Another node pings its connection before this one does; somebody is shown as being here as long as their
 * node answers.
 */
const LINK: HeartbeatTimes = { pingMs: 20_000, goneMs: 30_000, keepaliveMs: 45_000 }
/** One that is heard every few seconds is asked sooner, and asleep as soon as its worlds are here. */
const BEATING: HeartbeatTimes = { ...LINK, pingMs: 6_000, goneMs: 10_000 }
/** Between two looks passes less, in ms, unless this process stood still, or its clock was set. */
const STILL_MS = 2_000

/**
 * Another node is heard every few seconds. After a longer silence, in ms, it may have given up what comes
 * next, which waited in buffers while this node stood still, or the network did: for so long, in ms.
 */
const SILENCE_MS = 7_000
const LATE_MS = 1_000

export class Heartbeat {
  readonly #wire: Pick<SyncSocket, 'queued' | 'bytesOut'>
  readonly #clock: Pick<ServerClock, 'now'>
  readonly #times: HeartbeatTimes
  /** The same while nothing is read. */
  readonly #held: HeartbeatTimes
  #heardAt: number
  #lookedAt: number
  /** When this process stood still last, and when it read nothing of this wire: nobody is heard then. */
  #stillAt = -Infinity
  #heldAt = -Infinity
  readonly #beats: boolean
  #lateUntil = -Infinity
  #toldAt: number
  #movedAt: number
  #movedBytes = 0
  /** Bytes that the client asked for, which may wait beyond the bound. */
  #allowance = 0

  /** `isLink`: another node's; `beats`: it is heard every few seconds as long as it can be. */
  constructor(
    wire: Pick<SyncSocket, 'queued' | 'bytesOut'>,
    clock: Pick<ServerClock, 'now'>,
    isLink: boolean,
    beats = false,
  ) {
    this.#wire = wire
    this.#clock = clock
    this.#beats = isLink && beats
    this.#held = isLink ? LINK : CLIENT
    this.#times = this.#beats ? BEATING : this.#held
    this.#heardAt = this.#toldAt = this.#movedAt = this.#lookedAt = clock.now()
  }

  /** Something came. */
  heard(): void {
    const now = this.#clock.now()
    if (this.#beats && now - this.#heardAt > SILENCE_MS) this.#lateUntil = now + LATE_MS
    this.#heardAt = now
  }

  /** What comes now may have been sent long ago. */
  get isLate(): boolean {
    return this.#clock.now() <= this.#lateUntil
  }

  /** Something goes. */
  told(): void {
    this.#toldAt = this.#clock.now()
  }

  /** This may wait beside the others, however large it is. */
  allow({ length }: Uint8Array): void {
    this.#allowance += weightOf(length, 1)
  }

  /** Nothing waits any more. */
  drained(): void {
    this.#allowance = 0
  }

  /** More waits than may. */
  get isFull(): boolean {
    return this.#wire.queued > SLOW_BYTES + this.#allowance
  }

  /** For how long nothing came that could have come, in ms. */
  get silentMs(): number {
    return this.#clock.now() - Math.max(this.#heardAt, this.#stillAt)
  }

  /**
   * Says what to do now; `gone`: the other end is no longer there, or too slow. `isHeld`: nothing is read of
   * what it sends.
   */
  check(now: number, isHeld = false): 'gone' | 'ping' | 'fine' {
    const { bytesOut, queued } = this.#wire
    if (now < this.#lookedAt) this.#beginAnew(now)
    if (now - this.#lookedAt > STILL_MS) this.#stillAt = this.#movedAt = now
    if (isHeld) this.#heldAt = now
    this.#lookedAt = now
    if (queued === 0 || bytesOut > this.#movedBytes) {
      // Somebody who takes what waits is there, also while nothing is read from them.
      if (queued > 0) this.#heardAt = now
      this.#movedAt = now
      this.#movedBytes = bytesOut
    } else if (now - this.#movedAt > SLOW_MS) {
      return 'gone'
    }
    const silence = now - Math.max(this.#heardAt, this.#stillAt)
    const isUnread = now - this.#heldAt < this.#times.goneMs
    const { pingMs, goneMs } = isUnread ? this.#held : this.#times
    if (silence > goneMs) return 'gone'
    return silence > pingMs ? 'ping' : 'fine'
  }

  /** The clock was set back: a time that has not come yet is no time of anything. */
  #beginAnew(now: number): void {
    this.#heardAt = this.#toldAt = this.#stillAt = this.#movedAt = now
    this.#heldAt = this.#lateUntil = -Infinity
  }

  /** Nothing was said for so long that the other end may take it for an end. */
  isQuiet(now: number): boolean {
    return now - this.#toldAt > this.#times.keepaliveMs
  }
}
