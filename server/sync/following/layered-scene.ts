// A layered scene: the scene of another node's world as one person of ours sees it. It is the host's log, and
// over it the edits of that person that the host does not have yet. So it is a room of two logs: one that it
// follows, and one that it writes.
import * as Y from 'yjs'
import { HOST, type MemberId } from '../../../shared/world/address.ts'
import { isWhole } from '../../../shared/yjs/document-state.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { WHOLE_STEPS } from '../../../shared/yjs/work-steps.ts'
import type { PersonalKind, Stored } from '../../storage/store.ts'
import type { PresenceEntry } from '../presence/presence-entries.ts'
import { isLight } from '../document/small-updates.ts'
import { DocumentRoom, type RoomOptions } from '../rooms/document-room.ts'
import type { RoomHolder } from '../rooms/room-member.ts'

export const pendingLogKind = (member: MemberId): PersonalKind => `pending:${member}`

/** The member of a layered scene, by the name of its log. */
export const pendingLogMember = (kind: PersonalKind): MemberId =>
  kind.slice(kind.indexOf(':') + 1) as MemberId

/** Somebody's edits rest on something that neither they nor the host have. */
export class Unfounded extends Error {
  override readonly name = 'Unfounded'
}

/**
 * Opens a layered scene over the host's scene, which it holds open. Rejects with an Unfounded, a RoomClosed,
 * or a StoreFault.
 */
export async function openLayeredScene(
  options: Omit<RoomOptions, 'onClosed'>,
  host: DocumentRoom,
): Promise<DocumentRoom> {
  const follower = new HostLogFollower()
  host.hold(follower)
  try {
    const mine = await options.store.open(options.key)
    await host.ready()
    follower.check()
    // Later updates go to the layered scene when it is there. Updates that it already has change nothing.
    follower.listen()
    const stored = await over(host.document.updates(), mine, options)
    follower.check()
    const layered = new DocumentRoom({ ...options, onClosed: () => host.letGo(follower) }, stored)
    follower.begin(layered)
    layered.bring(host.presence.entries())
    return layered
  } catch (error) {
    host.letGo(follower)
    throw error
  }
}

/** Gives a layered scene what comes into the host's log. */
class HostLogFollower implements RoomHolder {
  #layered: DocumentRoom | null = null
  /** Updates that the layered scene cannot take in yet, in order. */
  readonly #waiting: Uint8Array[] = []
  /** Updates that arrived since the host's log was read, before there was a layered scene. */
  #early: Uint8Array[] | null = null
  /**
   * The error that ended the host's room before there was a layered scene. Nothing more would arrive in it.
   */
  #broken: { readonly by: unknown } | null = null

  check(): void {
    if (this.#broken !== null) throw this.#broken.by
  }

  listen(): void {
    this.#early = []
  }

  begin(layered: DocumentRoom): void {
    this.#layered = layered
    for (const update of this.#early ?? []) this.#absorb(layered, update)
    this.#early = null
  }

  coming(update: Uint8Array): void {
    if (this.#layered === null) this.#early?.push(update)
    else this.#absorb(this.#layered, update)
  }

  stored(update: Uint8Array): void {
    this.coming(update)
  }

  #absorb(layered: DocumentRoom, update: Uint8Array): void {
    this.#waiting.push(update)
    if (this.#waiting.length === 1) this.#absorbWaiting(layered)
  }

  #absorbWaiting(layered: DocumentRoom): void {
    for (let update = this.#waiting[0]; update !== undefined; update = this.#waiting[0]) {
      const verdict = layered.judge(update, HOST)
      if (verdict.type === 'wait') {
        void layered.ready().then(
          () => this.#absorbWaiting(layered),
          () => undefined,
        )
        return
      }
      this.#waiting.shift()
      if (verdict.type === 'nothing') continue
      if (verdict.type !== 'adds' || verdict.cost.steps > WHOLE_STEPS) {
        return layered.broke(new Error(`what the host has does not fit under what is here: ${verdict.type}`))
      }
      layered.takeFollowed({ ...verdict, claims: [] })
    }
  }

  present(entries: readonly PresenceEntry[]): void {
    this.#layered?.bring(entries)
  }

  broke(error: unknown): void {
    this.#broken = { by: error }
    this.#layered?.broke(error)
  }
}

/**
 * The state that a layered scene is opened with. It knows only the person's own client ids; the host judges
 * all others.
 */
async function over(
  host: readonly Uint8Array[],
  { sequence, tail, clients }: Stored,
  { parts, world }: Pick<RoomOptions, 'parts' | 'world'>,
): Promise<Stored> {
  const rows = (updates: readonly Uint8Array[]): Stored => ({
    sequence,
    snapshot: null,
    snapshotSequence: 0,
    tail: updates.map((bytes) => ({ sequence, bytes })),
    clients,
  })
  if (tail.length === 0) return rows(host)
  const both = [...host, ...tail.map(({ bytes }) => bytes)]
  if (isLight(both)) return rows([joined(both)])
  // The waiting edits may overlap with what the host has by now.
  const made = await parts.trials.state(both, world.id)
  if (made === null) throw unfounded()
  return rows(made.tried.pieces.map(({ bytes }) => bytes))
}

/** The state that updates give, which may overlap. */
function joined(updates: readonly Uint8Array[]): Uint8Array {
  const document = makePlainDocument()
  try {
    for (const update of updates) Y.applyUpdate(document, update)
    if (!isWhole(document)) throw unfounded()
    return Y.encodeStateAsUpdate(document)
  } finally {
    document.destroy()
  }
}

const unfounded = () => new Unfounded('what waits for the host rests on something that is missing')
