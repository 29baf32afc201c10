// How far each client of a document has come, on the disk and with what is on its way there, and whose each
// client id is.
import * as Y from 'yjs'
import { OWNER, type MemberId } from '../../../shared/world/address.ts'
import { isMark } from '../../../shared/yjs/empty-struct.ts'

/** Most bytes that a state vector takes for one client: two whole numbers. */
const VECTOR_ENTRY_BYTES = 16

interface Advance {
  readonly sections: readonly { readonly client: number; readonly end: number }[]
}

export class ClientClocks {
  /** Of those who have something on its way there. */
  #coming: Map<number, number> | null = null
  readonly #stored = new Map<number, number>()
  readonly #owners: Map<number, MemberId>
  /** Ids that got their owner with an update that is on its way to the disk. */
  readonly #given = new Set<number>()
  /** The marks of its line. */
  readonly marks: number[] = []

  constructor(owners: ReadonlyMap<number, MemberId>) {
    this.#owners = new Map(owners)
  }

  /** How many clients wrote in the document. */
  get count(): number {
    let count = this.#stored.size
    for (const client of this.#coming?.keys() ?? []) if (!this.#stored.has(client)) count += 1
    return count
  }

  /** Longest state vector that somebody who knows all of it may have, in bytes. */
  get vectorBytesMax(): number {
    return VECTOR_ENTRY_BYTES * Math.max(this.#owners.size, this.count)
  }

  known(client: number): number {
    return this.#coming?.get(client) ?? this.stored(client)
  }

  stored(client: number): number {
    return this.#stored.get(client) ?? 0
  }

  /** An update is on its way to the disk. */
  expect(update: Advance): void {
    this.#coming ??= new Map()
    for (const { client, end } of update.sections) this.#coming.set(client, end)
  }

  /** An update is on the disk. */
  store(update: Advance): void {
    for (const { client, end } of update.sections) {
      if (isMark(client) && !this.#stored.has(client)) {
        this.marks.push(client)
        // It stands in no log, so the store names nobody.
        if (!this.#owners.has(client)) this.#owners.set(client, OWNER)
      }
      this.#stored.set(client, end)
      this.#given.delete(client)
      if ((this.#coming?.get(client) ?? Infinity) <= end) this.#coming?.delete(client)
    }
    if (this.#coming?.size === 0) this.#coming = null
  }

  /** What was on its way does not arrive. */
  forgetComing(): void {
    this.#coming = null
  }

  /** State vector of what is on the disk, encoded. */
  vector(): Uint8Array {
    return Y.encodeStateVector(this.#stored)
  }

  ownerOf(client: number): MemberId | undefined {
    return this.#owners.get(client)
  }

  /** Ids that nobody has had yet are a member's: an update of theirs is on its way to the disk. */
  give(clients: readonly number[], owner: MemberId): void {
    for (const client of clients) {
      if (this.#owners.has(client)) continue
      this.#owners.set(client, owner)
      this.#given.add(client)
    }
  }

  /** A member is seen under these ids, which nobody has had yet. */
  reserve(clients: readonly number[], owner: MemberId): void {
    for (const client of clients) this.#owners.set(client, owner)
  }

  /** Who is, or was, seen under which ids, and has written nothing under them; the first seen first. */
  unwritten(): (readonly [client: number, owner: MemberId])[] {
    return [...this.#owners].filter(([client]) => this.known(client) === 0 && !this.#given.has(client))
  }

  /** The client ids of one member are another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    for (const [client, owner] of this.#owners) if (owner === from) this.#owners.set(client, to)
  }

  /** Updates did not arrive: the ids that they brought belong to nobody again. */
  takeBack(clients: readonly number[]): void {
    for (const client of clients) if (this.#given.delete(client)) this.#owners.delete(client)
  }

  /** These ids, under which nothing was written, belong to nobody again. */
  free(clients: readonly number[]): void {
    for (const client of clients) this.#owners.delete(client)
  }
}
