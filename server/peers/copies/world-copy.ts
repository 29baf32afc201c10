// The copy of another node's world while somebody needs it: both of its documents are held, and followed in
// the name of somebody who may see it. Where the host has another world there by now, the copy begins anew.
import type { ForeignPlace, MemberId } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX } from '../../../shared/world/limits.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { WorldMissing, type Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import {
  pendingLogKind,
  type ServerClock,
  type ClosedToMember,
  type HeldDocuments,
  type Sync,
} from '../../sync/sync-server.ts'
import type { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { fetchWorld, type FetchProgress } from './first-fetch.ts'
import { DocumentFollower } from './document-follower.ts'
import { identityAt } from '../lines/copy-ids.ts'
import type { PeerFault } from '../outward/faults.ts'
import type { LineSource } from '../lines/reconnecting-line.ts'
import type { KnownRights } from '../lines/remote-rights.ts'
import type { RefusedEdits } from './refused-edits.ts'

/** How soon both documents are held again after a disk failed, in ms. */
export const HOLD_MS = 2000

const ANEW: ClosedToMember = { code: CLOSE.fault, reason: 'This node is fetching this world again.' }
const ANOTHER =
  'This world was restored on its own node before these changes arrived, so they are kept as a copy.'

interface ForeignCopyEvents {
  /** Those who are in the world, or wait for its host. */
  readonly members: () => readonly MemberId[]
  /** Both documents can be used, or not any more. */
  readonly held: () => void
  readonly broken: () => void
  /** The log of the scene here grew. */
  readonly stored: () => void
  /** It has what the host has, or not any more. */
  readonly turned: () => void
  /** The host closed the world to the person in whose name it was followed. */
  readonly ended: (as: MemberId, code: number, reason: string) => void
  /** It began anew, and waiting edits are copies now. */
  readonly begunAnew: () => void
  /** Lines that met another world than this are to be tried anew. */
  readonly retry: () => void
}

export interface ForeignCopyOptions {
  readonly place: ForeignPlace
  readonly caller: PeerClient
  readonly sync: Pick<Sync, 'hold' | 'apart' | 'trials'>
  readonly store: Store
  readonly rights: KnownRights
  readonly undone: RefusedEdits
  readonly fetches: UnfinishedFrames
  readonly clock: ServerClock
  readonly warn: (error: unknown, text: string) => void
  readonly lineTo: LineTo
  readonly events: ForeignCopyEvents
}

/** How a line of somebody's to one of the documents is opened, there. */
export type LineTo = (
  as: MemberId,
  kind: 'scene' | 'live',
  how: 'follow' | 'bare',
  bytesMax?: number,
) => LineSource

export class ForeignCopy {
  record: WorldRecord
  readonly #options: ForeignCopyOptions
  #held: HeldDocuments | null = null
  #isHolding = false
  #follows: {
    readonly as: MemberId
    readonly scene: DocumentFollower
    readonly live: DocumentFollower
  } | null = null
  #isBeginningAnew = false
  #isStopped = false

  constructor(record: WorldRecord, options: ForeignCopyOptions) {
    this.record = record
    this.#options = options
  }

  get isHeld(): boolean {
    return this.#held !== null
  }

  /** Whether the copy equals the host's world, except updates on their way. */
  get isAwake(): boolean {
    return this.#follows?.scene.isAwake === true && this.#follows.live.isAwake
  }

  get isFailing(): boolean {
    return this.#follows?.scene.isFailing === true
  }

  /** Why the host could not be reached last; null: it could be, or nobody knows. */
  get fault(): PeerFault | null {
    return this.#follows?.scene.fault ?? null
  }

  /** Whether the log here has all of an update. */
  has(update: Uint8Array): boolean {
    return this.#held?.scene.has(update) ?? false
  }

  /** Passes the host's presence on to the people here. */
  relay(update: Uint8Array): void {
    this.#held?.scene.relay(update)
  }

  /** Holds and follows it, if it is not. */
  tend(): void {
    if (this.#isStopped) return
    if (this.#held === null) return void this.#hold()
    if (this.#follows === null) this.#follow(this.#held)
  }

  /** The host was heard of: nothing waits any longer. */
  retry(): void {
    this.#follows?.scene.retry()
    this.#follows?.live.retry()
  }

  stop(): void {
    this.#isStopped = true
    this.#unfollow()
    this.#held?.release()
    this.#held = null
  }

  /** Whether a line is of this world; where it is not, the copy begins anew. */
  meet(id: string, line: string): boolean {
    const identity = identityAt(this.#options.place.node, id, line)
    if (identity === null) return false
    if (identity.id === this.record.id && identity.line === this.record.line) return true
    void this.#beginAnew()
    return false
  }

  async #hold(): Promise<void> {
    if (this.#isHolding || this.#isBeginningAnew) return
    this.#isHolding = true
    const { sync, clock, warn, events } = this.#options
    try {
      const held = await sync.hold(this.record)
      if (this.#isStopped) return held.release()
      this.#held = held
      held.onBroken(() => this.#broke(held))
      held.scene.onStored(events.stored)
    } catch (error) {
      // It was thrown away while somebody left.
      if (error instanceof WorldMissing) return
      warn(error, 'the copy of another node’s world could not be opened')
      clock.after(HOLD_MS, () => this.tend())
    } finally {
      this.#isHolding = false
    }
    if (this.#held !== null) events.held()
  }

  #broke(held: HeldDocuments): void {
    if (this.#held !== held) return
    this.#held = null
    this.#unfollow()
    this.#options.events.broken()
    this.#options.clock.after(HOLD_MS, () => this.tend())
  }

  #follow(held: HeldDocuments): void {
    const { lineTo, events, warn } = this.#options
    const as = this.#whoMaySee()
    if (as === null) return
    const one = (kind: 'scene' | 'live'): DocumentFollower =>
      new DocumentFollower({
        ...lineTo(as, kind, 'follow', DOCUMENT_BYTES_MAX),
        document: held[kind],
        events: {
          meet: (id, line) => this.meet(id, line),
          arrived: events.turned,
          lost: () => {
            held[kind].relay(null)
            events.turned()
          },
          presence: (update) => held[kind].relay(update),
          ended: (code, reason) => this.#followEnded(as, code, reason),
          refused: (error) => warn(error, 'what another node sends of its world cannot be kept'),
        },
      })
    this.#follows = { as, scene: one('scene'), live: one('live') }
  }

  #unfollow(): void {
    this.#follows?.scene.stop()
    this.#follows?.live.stop()
    this.#follows = null
    // Nobody says any more who is there.
    this.#held?.scene.relay(null)
    this.#held?.live.relay(null)
  }

  #followEnded(as: MemberId, code: number, reason: string): void {
    this.#unfollow()
    this.#options.events.ended(as, code, reason)
  }

  /** A person who is here, or in whose name it was followed until now. */
  #whoMaySee(): MemberId | null {
    const { rights, events } = this.#options
    const all = [...events.members(), ...(this.#follows === null ? [] : [this.#follows.as])]
    return all.find((member) => atLeast(rights.of(member, this.record.id) ?? 'none', 'see')) ?? null
  }

  /**
   * The host has another world or line here: the copy is thrown away and fetched anew, and waiting edits
   * become copies.
   */
  async #beginAnew(): Promise<void> {
    const { caller, clock, place, sync, fetches, store, undone, rights, warn, events } = this.#options
    const as = this.#whoMaySee()
    if (this.#isBeginningAnew) return
    if (as === null) return this.#goOnLater()
    this.#isBeginningAnew = true
    const progress: FetchProgress = { bytes: 0 }
    const before = this.record
    try {
      const fetched = await fetchWorld({ caller, clock, place, as, progress, trials: sync.trials, fetches })
      const record = await sync.apart(before.key, null, ANEW, async (under) => {
        const { bytes: now } = fetched.scene
        await undone.renew(before, now, under)
        for (const { world, kind } of await store.personalLogs()) {
          const member = events.members().find((id) => pendingLogKind(id) === kind)
          if (world === before.key && member !== undefined)
            await undone.undo(before, member, 0, { ...under, why: ANOTHER, now })
        }
        return store.restart(before.key, { ...fetched, ...under, at: clock.now() })
      })
      if (record === null) throw new Error('another copy has the id of this one')
      for (const member of events.members())
        rights.set(member, record.id, rights.of(member, before.id) ?? 'none')
      events.begunAnew()
      this.record = record
      // Its host may have erased something: then it is in no file here either.
      store.purge().catch((error: unknown) => warn(error, 'what a copy held before could not be purged'))
    } catch (error) {
      warn(error, 'the copy of another node’s world could not begin anew')
    }
    this.#isBeginningAnew = false
    this.#goOnLater()
  }

  /** Lines that met another world rest; they are tried anew. */
  #goOnLater(): void {
    this.#options.clock.after(HOLD_MS, () => this.#isStopped || this.#options.events.retry())
  }
}
