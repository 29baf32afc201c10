// How far each client of a document has come, on the disk and with what is on its way there, and whose each
// client id is.
import * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'

/** Most bytes that a state vector takes for one client: two whole numbers. */
const VECTOR_ENTRY_BYTES = 16

interface Advance {
  readonly sections: readonly { readonly client: number; readonly end: number }[]
}

export class ClientClocks {
  readonly #known = new Map<number, number>()
  readonly #stored = new Map<number, number>()
  readonly #owners: Map<number, MemberId>

  constructor(owners: ReadonlyMap<number, MemberId>) {
    this.#owners = new Map(owners)
  }

  /** How many clients wrote in the document. */
  get count(): number {
    return this.#known.size
  }

  /** Longest state vector that somebody who knows all of it may have, in bytes. */
  get vectorBytesMax(): number {
    return VECTOR_ENTRY_BYTES * Math.max(this.#owners.size, this.#known.size)
  }

  known(client: number): number {
    return this.#known.get(client) ?? 0
  }

  stored(client: number): number {
    return this.#stored.get(client) ?? 0
  }

  /** An update is on its way to the disk. */
  expect(update: Advance): void {
    advance(this.#known, update)
  }

  /** An update is on the disk. */
  store(update: Advance): void {
    advance(this.#stored, update)
  }

  /** What was on its way does not arrive. */
  forgetComing(): void {
    this.#known.clear()
    for (const [client, clock] of this.#stored) this.#known.set(client, clock)
  }

  /** State vector of what is on the disk, encoded. */
  vector(): Uint8Array {
    return Y.encodeStateVector(this.#stored)
  }

  ownerOf(client: number): MemberId | undefined {
    return this.#owners.get(client)
  }

  give(clients: readonly number[], owner: MemberId): void {
    for (const client of clients) this.#owners.set(client, owner)
  }

  /** The client ids of one member are another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    for (const [client, owner] of this.#owners) if (owner === from) this.#owners.set(client, to)
  }

  disown(clients: readonly number[]): void {
    for (const client of clients) this.#owners.delete(client)
  }
}

function advance(clocks: Map<number, number>, { sections }: Advance): void {
  for (const { client, end } of sections) clocks.set(client, end)
}
