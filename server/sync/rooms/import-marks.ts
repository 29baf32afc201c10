// Marks of imports. Who is about to bring files into a world is given one, and names it before the frame that
// carries them; its rows say then that they are an import. A mark counts for its member in its world alone,
// and says nothing else than that, so nobody can speak as another by it.
import { importNote, type RowNote } from '../../../shared/world/author.ts'
import type { MemberId, RandomBytes, WorldId } from '../../../shared/world/address.ts'

/** For so long a mark counts, in ms: a large folder over a slow network takes minutes. */
const MARK_MS = 15 * 60_000
/** Imports that one member may have on their way, in several tabs; the oldest is forgotten. */
const OF_MEMBER_MAX = 16
/** People with a mark; who got theirs first is forgotten. */
const MEMBERS_MAX = 4_096

interface ImportMark {
  readonly world: WorldId
  readonly note: RowNote
  readonly until: number
}

export class ImportMarks {
  readonly #clock: { now(): number }
  readonly #random: RandomBytes
  /** Oldest first. */
  readonly #byMember = new Map<MemberId, readonly ImportMark[]>()

  constructor({ clock, random }: { readonly clock: { now(): number }; readonly random: RandomBytes }) {
    this.#clock = clock
    this.#random = random
  }

  /** A mark for an import of so many files. */
  give(world: WorldId, member: MemberId, files: number): string {
    const now = this.#clock.now()
    const note = importNote(files, Buffer.from(this.#random(12)).toString('base64url'))
    const others = (this.#byMember.get(member) ?? []).filter(({ until }) => until > now)
    this.#byMember.delete(member)
    this.#byMember.set(member, [...others.slice(1 - OF_MEMBER_MAX), { world, note, until: now + MARK_MS }])
    const [first] = this.#byMember.keys()
    if (first !== undefined && this.#byMember.size > MEMBERS_MAX) this.#byMember.delete(first)
    return note.id
  }

  /** What rows under a mark say; null where it is over, or not this member's in this world. */
  noteOf(mark: string, world: WorldId, member: MemberId): RowNote | null {
    const marks = this.#byMember.get(member) ?? []
    const found = marks.find(({ note }) => note.id === mark)
    return found?.world === world && found.until > this.#clock.now() ? found.note : null
  }
}
