// Watches every line, and holds the server to its word: when it says that a frame is saved, all of the frame
// is in the log.
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { parseClientFrame, parseServerFrame } from '../../shared/wire/frames/sync-frames.ts'
import { readUpdate } from '../../shared/yjs/update-reader.ts'
import type { Disk } from './disk.ts'
import type { Line, Watcher } from './network.ts'
import type { VirtualTime } from './time.ts'

export class Witness implements Watcher {
  /** Events that should never have happened, in words. */
  readonly broken: string[] = []
  /** Frames that were told to be saved. */
  saved = 0
  readonly #time: VirtualTime
  readonly #disks: readonly Disk[]
  readonly #mayRefuse: boolean
  readonly #trace = createHash('sha256')
  /**
   * The step 2 and update frames that came on a line and were not told to be saved yet, and how many were.
   */
  readonly #carried = new Map<Line, { readonly frames: Uint8Array[]; saved: number }>()
  readonly #refused = new Set<Line>()
  readonly #names = new Map<Line, number>()

  /**
   * `mayRefuse`: some of the writers may lose their right. `host`: of a node with a copy; edits that the host
   * has count as saved there as well, on their way to the copy's own log. A frame may have some of each.
   */
  constructor(
    time: VirtualTime,
    disk: Disk,
    { mayRefuse = false, host }: { readonly mayRefuse?: boolean; readonly host?: Disk } = {},
  ) {
    this.#time = time
    this.#disks = host === undefined ? [disk] : [disk, host]
    this.#mayRefuse = mayRefuse
  }

  /** The events, as one number: the same for the same seed. */
  get hash(): string {
    return this.#trace.copy().digest('hex')
  }

  arrives(line: Line, to: 'server' | 'client', frame: Uint8Array): void {
    this.#trace.update(`${this.#time.at} ${this.#nameOf(line)} ${to}\n`).update(frame)
    if (to === 'client') return
    const parsed = parseClientFrame(frame)
    if (parsed?.type === 'step2' || parsed?.type === 'update') this.#carriedOn(line).frames.push(parsed.bytes)
  }

  leaves(line: Line, frame: Uint8Array): void {
    const parsed = parseServerFrame(frame)
    if (parsed === null) this.broken.push('the server sent a frame that cannot be read')
    if (parsed?.type === 'refused' && !this.#mayRefuse)
      this.broken.push(`refused: ${parsed.code}, ${parsed.text}`)
    // Later messages to our client are about edits that it has taken back.
    if (parsed?.type === 'refused') this.#refused.add(line)
    if (parsed?.type !== 'saved' || this.#refused.has(line)) return
    const carried = this.#carriedOn(line)
    const told = carried.frames.splice(0, parsed.frames - carried.saved)
    carried.saved = parsed.frames
    this.saved += told.length
    for (const bytes of told) {
      if (
        !areIn(
          this.#disks.map(({ written }) => written),
          bytes,
        )
      )
        this.broken.push(`at ${this.#time.at} ms a frame was not saved`)
    }
  }

  #carriedOn(line: Line): { readonly frames: Uint8Array[]; saved: number } {
    const known = this.#carried.get(line) ?? { frames: [], saved: 0 }
    this.#carried.set(line, known)
    return known
  }

  #nameOf(line: Line): number {
    const name = this.#names.get(line) ?? this.#names.size
    this.#names.set(line, name)
    return name
  }
}

/** Whether a document has all that an update adds and deletes. */
export const holds = (doc: Y.Doc, update: Uint8Array): boolean => areIn([doc], update)

/** Whether each part of an update is in one of these documents. */
function areIn(docs: readonly Y.Doc[], update: Uint8Array): boolean {
  const reading = readUpdate(update)
  if (reading === null) return false
  return (
    reading.sections.every(({ client, end }) => docs.some(({ store }) => Y.getState(store, client) >= end)) &&
    reading.deleted.every(({ client, clock, length }) =>
      docs.some((doc) => isDeleted(doc, client, clock, length)),
    )
  )
}

function isDeleted({ store }: Y.Doc, client: number, clock: number, length: number): boolean {
  const structs = store.clients.get(client) ?? []
  if (Y.getState(store, client) < clock + length) return false
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]
    if (struct === undefined || struct.id.clock >= clock + length) return true
    if (!struct.deleted) return false
  }
  return true
}
