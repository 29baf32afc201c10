// The socket to a world's server, and what is exchanged over it: each socket begins with a new exchange.
import {
  askPresenceFrame,
  presenceFrame,
  takenFrame,
  type UndoneEdits,
} from '../../shared/wire/frames/sync-frames.ts'
import type { BrowserPlatform } from './contract/outside-world.ts'
import type { LineWork } from './line-work.ts'
import type { RecordKey, UnsavedRecord } from './storage/stored-rows.ts'
import { closedBy, type ReplicaStatus } from './sync-state.ts'
import type { Presence } from './connection/awareness.ts'
import { ReconnectingSocket } from './connection/socket-link.ts'
import { Exchange } from './connection/sync-exchange.ts'

interface ServerSyncOptions {
  readonly outside: BrowserPlatform
  readonly url: string
  readonly tab: string
  readonly marks: ReplicaStatus
  readonly presence: Presence
  /** The work on the line that is open now. */
  readonly work: () => LineWork
  /** Compares the server's world with ours; false when this socket cannot sync it. */
  readonly meet: (id: string, line: string) => Promise<boolean>
  /** The server has all that it was to be given, and gave what was missing. */
  readonly arrived: () => void
  /** The server had something that was not here. */
  readonly news: () => void
  /** The world's host would not have these edits. */
  readonly undone: (edits: UndoneEdits) => void
  /** The mark is to be shown anew. */
  readonly changed: () => void
}

export class ServerSync {
  readonly #options: ServerSyncOptions
  readonly #link: ReconnectingSocket
  #exchange: Exchange | null = null
  #heardAt: number

  constructor(options: ServerSyncOptions) {
    const { outside, url } = options
    this.#options = options
    this.#heardAt = outside.clock.now()
    this.#link = new ReconnectingSocket(outside, url, {
      opened: () => this.#begin(),
      received: (frame) => {
        if (this.online) this.#heardAt = outside.clock.now()
        this.#exchange?.received(frame)
      },
      lost: (why) => this.#lost(why),
      ended: (code, reason) => this.#end(code, reason),
      doubted: () => this.#exchange?.ask(),
    })
  }

  get online(): boolean {
    return this.#exchange?.online ?? false
  }

  /** When the server was last there, or this was opened. */
  get heardAt(): number {
    return this.#heardAt
  }

  get failing(): boolean {
    return this.#link.failing
  }

  retry(): void {
    this.#link.retry()
  }

  wake(): void {
    this.#link.wake()
  }

  sleep(): void {
    this.#link.sleep()
  }

  /** The socket works: the next one is tried soon after it. */
  resetWait(): void {
    this.#link.resetWait()
  }

  /** What was begun over this socket counts no more. */
  endExchange(): void {
    this.#exchange?.end()
    this.#exchange = null
  }

  /** Other documents, another client id: another socket. */
  renew(): void {
    this.#link.renew()
  }

  stop(): void {
    this.#exchange?.end()
    this.#link.stop()
  }

  tellPresence(update: Uint8Array): void {
    if (this.#exchange?.met) this.#link.send(presenceFrame(update))
  }

  /** A copy of the undone edits is on the disk, up to this one. */
  tellTaken(upTo: number): void {
    this.#link.send(takenFrame(upTo))
  }

  give(records: readonly UnsavedRecord[]): void {
    this.#exchange?.give(records)
  }

  /** Gives what tabs left unsent. */
  giveUnsent(which: (record: UnsavedRecord) => boolean): void {
    const inFlight = this.#exchange?.inFlight()
    const unsaved = [...this.#options.work().ledger.unsaved]
    this.give(unsaved.filter((record) => !inFlight?.has(record.key) && which(record)))
  }

  #begin(): void {
    const { outside, tab, marks, presence, work, meet, news, undone, changed } = this.#options
    const exchange: Exchange = new Exchange({
      tab,
      now: () => outside.clock.now(),
      send: (frame) => this.#link.send(frame),
      meet,
      baseVector: () => work().ledger.baseVector(),
      lostBy: (vector) => work().ledger.beyond(vector),
      unsaved: () => work().ledger.unsaved,
      receive: (update) => {
        if (work().ledger.receive(update)) news()
      },
      follow: (update) => work().ledger.follow(update),
      settled: (keys) => {
        this.#link.resetWait()
        work().settle(keys)
      },
      presence: (update) => presence.fromServer(update),
      presenceAsked: () => presence.announce(),
      refused: (keys, code, text, fromNothing) => this.#refused(keys, code, text, fromNothing),
      undone,
      held: (text) => {
        marks.held = text
        changed()
      },
      advanced: () => this.#advanced(exchange),
      failed: (error) => {
        outside.report(error)
        if (this.#exchange === exchange) this.#link.drop()
      },
    })
    this.#exchange = exchange
  }

  #advanced(exchange: Exchange): void {
    const { outside, presence, arrived, changed } = this.#options
    changed()
    if (exchange.online) {
      this.#heardAt = outside.clock.now()
      return arrived()
    }
    this.#link.send(askPresenceFrame())
    presence.announce()
  }

  #refused(keys: ReadonlySet<RecordKey>, code: string, text: string, fromNothing: boolean): void {
    const { work, marks, changed } = this.#options
    this.endExchange()
    if (work().takeBack(keys, code, text, fromNothing)) return
    // Without anything to take back the next try would end the same way.
    marks.refusal = { code, text, copy: null }
    this.#link.stop()
    changed()
  }

  #lost(why = ''): void {
    const { marks, presence, changed } = this.#options
    this.endExchange()
    marks.held = null
    marks.whyLost = why
    presence.forgetServer()
    changed()
  }

  #end(code: number, reason: string): void {
    const { work, marks, changed } = this.#options
    this.#lost()
    marks.closed = closedBy(code, reason)
    if (marks.closed !== null) return changed()
    const keys = [...work().ledger.unsaved].map(({ key }) => key)
    this.#refused(new Set(keys), String(code), reason, false)
  }
}
