// A document with the parts of an edit on top that were judged, and are nowhere yet: a later part rests on
// those before it.
import type * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'
import type { UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { NO_COST } from '../../../shared/yjs/work-steps.ts'
import type { GuardedDocument } from './guarded-document.ts'
import { TypesOfParts } from './type-depth.ts'

export class ComingDocument implements GuardedDocument {
  readonly types: TypesOfParts
  readonly #document: GuardedDocument
  readonly #by: MemberId
  /** Of each client that the parts wrote as: where the document was, and how far they come. */
  readonly #ends = new Map<number, { readonly known: number; readonly end: number }>()

  /** `by`: whose edit it is. */
  constructor(document: GuardedDocument, by: MemberId) {
    this.#document = document
    this.#by = by
    this.types = new TypesOfParts(document)
  }

  /** Adds a part that was cut to what is new. */
  add({ sections }: UpdateReading): void {
    for (const { client, clock, end } of sections)
      this.#ends.set(client, { known: this.#ends.get(client)?.known ?? clock, end })
  }

  /** Whether nobody else wrote as a client of the parts meanwhile. */
  get isStill(): boolean {
    return [...this.#ends].every(
      ([client, { known }]) =>
        this.#document.clockOf(client) === known && (this.#document.ownerOf(client) ?? this.#by) === this.#by,
    )
  }

  clockOf(client: number): number {
    return this.#ends.get(client)?.end ?? this.#document.clockOf(client)
  }

  storedClockOf(client: number): number {
    return this.#document.storedClockOf(client)
  }

  ownerOf(client: number): MemberId | undefined {
    return this.#document.ownerOf(client) ?? (this.#ends.has(client) ? this.#by : undefined)
  }

  doc(): Y.Doc {
    return this.#document.doc()
  }

  goesOn(): boolean {
    return false
  }

  /** Not asked: it is counted where a part is applied. */
  costOf(): typeof NO_COST {
    return NO_COST
  }
}
