// A desk: the scene of another node's world as one person of ours sees it, which is the host's log, and over it what they wrote that the host
// does not have yet. It is a room of two logs: one that it follows, and one that it writes.
import * as Y from 'yjs'
import type { MemberId } from '../../shared/world/address.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import type { PersonalKind, Stored } from '../storage/store.ts'
import type { PresenceEntry } from './presence-entries.ts'
import { Room, type Holder, type RoomOptions } from './room.ts'

export const deskKind = (member: MemberId): PersonalKind => `pending:${member}`

/** Whose desk, or whose log, it is. */
export const memberOf = (kind: PersonalKind): MemberId => kind.slice(kind.indexOf(':') + 1) as MemberId

/** What somebody wrote rests on something that neither they nor the host have. */
export class Unfounded extends Error {
  override readonly name = 'Unfounded'
}

/** Opens a desk over the host's scene, which it holds open. Rejects with an Unfounded, a RoomClosed, or a StoreFault. */
export async function openDesk(options: Omit<RoomOptions, 'onClosed'>, host: Room): Promise<Room> {
  const follower = new Follower()
  host.hold(follower)
  try {
    const mine = await options.store.open(options.key)
    follower.check()
    // From here to `begin` nothing else runs, so that nothing of the host's is missed.
    const stored = over(host.document.whole(), mine)
    const desk = Room.with({ ...options, onClosed: () => host.letGo(follower) }, stored)
    follower.begin(desk)
    desk.bring(host.presence.entries())
    return desk
  } catch (error) {
    host.letGo(follower)
    throw error
  }
}

/** Gives a desk what comes into the host's log. */
class Follower implements Holder {
  private desk: Room | null = null
  /** What ended the host's room before there was a desk, which would hear nothing any more. */
  private broken: { readonly by: unknown } | null = null

  check(): void {
    if (this.broken !== null) throw this.broken.by
  }

  begin(desk: Room): void {
    this.desk = desk
  }

  coming(update: Uint8Array): void {
    this.desk?.absorb(update)
  }

  stored(update: Uint8Array): void {
    this.desk?.absorb(update)
  }

  present(entries: readonly PresenceEntry[]): void {
    this.desk?.bring(entries)
  }

  broke(error: unknown): void {
    this.broken = { by: error }
    this.desk?.broke(error)
  }
}

/** What a desk is opened with. Only the person's own client ids are theirs: whose the others are, the host judges. */
function over(state: Uint8Array, { sequence, tail, clients }: Stored): Stored {
  const bytes = tail.length === 0 ? state : joined([state, ...tail.map((row) => row.bytes)])
  return { sequence, snapshot: null, snapshotSequence: 0, tail: [{ sequence, bytes }], clients }
}

/** The state that updates give, which may overlap. */
function joined(updates: readonly Uint8Array[]): Uint8Array {
  const document = makeCopy()
  try {
    for (const update of updates) Y.applyUpdate(document, update)
    if (document.store.pendingStructs !== null || document.store.pendingDs !== null) {
      throw new Unfounded('what waits for the host rests on something that is missing')
    }
    return Y.encodeStateAsUpdate(document)
  } finally {
    document.destroy()
  }
}
