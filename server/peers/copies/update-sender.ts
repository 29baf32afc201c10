// Sends one person's writing in a world of another node to its host, in their name: some rows at a time,
// joined. Rows that the host has on its disk and that the log here contains are forgotten. So nothing is
// lost, sending twice does no harm, and a week's work needs no more memory than a minute's.
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { VainQuestions } from '../../../shared/wire/reading/vain-questions.ts'
import type { DocumentKey, LogRow, Store } from '../../storage/store.ts'
import { EMPTY_UPDATE } from './document-follower.ts'
import {
  ReconnectingLine,
  type HostMessage,
  type LineEvents,
  type LineSource,
} from '../lines/reconnecting-line.ts'
import { joinRows } from './joined-rows.ts'

/** Rows of about so many bytes go as one frame, and at most so many rows. */
const CHUNK_BYTES = 256 * 1024
const CHUNK_ROWS = 1000
/** How many frames may be on their way, or wait until the log here contains them. */
const CHUNKS_MAX = 2

const MADE_ON_LOST = 'This builds on something that is no longer there, so it could not be saved.'

interface UpdateSenderEvents extends LineEvents {
  /** Whether the host's log, as it is stored here, has all of an update. */
  readonly has: (update: Uint8Array) => boolean
  /** The host has these, and they wait no longer. */
  readonly forgotten: (updates: number, bytes: number) => void
  /** All after row `after` is refused for good; `isAnothers`: since its client ids are somebody else's. */
  readonly refused: (after: number, why: string, isAnothers: boolean) => void
  readonly opened: () => void
  /**
   * A presence message of the host: that a tab here has left, which then has to announce itself with a higher
   * clock.
   */
  readonly presence: (update: Uint8Array) => void
  /** The store failed; waiting edits are tried again later. */
  readonly failed: (error: unknown) => void
}

interface UpdateSenderOptions extends LineSource {
  readonly store: Pick<Store, 'log' | 'forgetRows'>
  readonly log: DocumentKey
  readonly events: UpdateSenderEvents
}

/** Rows that went as one frame. */
interface Chunk {
  /** The row before its first one, and its last one. */
  readonly after: number
  readonly upTo: number
  readonly update: Uint8Array
  readonly updates: number
  readonly bytes: number
  readonly frame: number
  isSaved: boolean
}

export class UpdateSender {
  readonly #options: UpdateSenderOptions
  readonly #line: ReconnectingLine
  #asStep2 = false
  readonly #questions = new VainQuestions()
  #frames = 0
  /** The last row that was sent, and the last one that is forgotten. */
  #sent = 0
  #forgotten = 0
  #chunks: Chunk[] = []
  #isBusy = false
  /** Something came while it was busy, which what it had read already may not have. */
  #isDue = false
  #isStopped = false

  constructor(options: UpdateSenderOptions) {
    const { events } = options
    this.#options = options
    this.#line = new ReconnectingLine({
      ...options,
      events: {
        ...events,
        met: () => this.#begin(),
        received: (frame) => this.#received(frame),
      },
    })
  }

  /** Whether something was sent that the log here does not contain yet. */
  get isWaiting(): boolean {
    return this.#chunks.length > 0
  }

  retry(): void {
    this.#line.retry()
  }

  /** There is more to send, or the log here has more. */
  advance(): void {
    this.#isDue = true
    if (!this.#isBusy) void this.#advance()
  }

  /** Tells the host something that is not kept. */
  send(frame: Uint8Array): boolean {
    return this.#line.send(frame)
  }

  stop(): void {
    this.#isStopped = true
    this.#line.stop()
    this.#chunks = []
  }

  #received(frame: HostMessage): void {
    switch (frame.type) {
      case 'step1':
        return this.#asked()
      case 'saved':
        return this.#saved(frame.frames)
      case 'refused':
        return this.#refused(frame.frame, frame.code, frame.text)
      case 'presence':
        return this.#options.events.presence(frame.bytes)
      case 'held':
        // It is asked for as soon as there is room: until then no question is in vain.
        return frame.text === null ? undefined : this.#questions.clear()
      case 'step2':
      case 'update':
      case 'askPresence':
      case 'outcome':
      case 'event':
      case 'history':
      case 'delta':
      case 'undone':
      case 'unknown':
    }
  }

  #begin(): void {
    this.#questions.clear()
    this.#rewind()
    this.#frames = 1
    // A client that sends something that makes sense may stay.
    this.#line.send(syncFrame('step2', EMPTY_UPDATE))
    this.#options.events.opened()
    this.advance()
  }

  #rewind(): void {
    this.#chunks = []
    this.#sent = this.#forgotten
  }

  /**
   * A host that is not asked for its document asks only when something was missing: all that waits is given
   * again.
   */
  #asked(): void {
    if (this.#questions.note(this.#options.clock.now()))
      return this.#options.events.refused(this.#forgotten, MADE_ON_LOST, false)
    this.#rewind()
    this.#asStep2 = true
    this.advance()
  }

  #saved(frames: number): void {
    this.#line.resetWait()
    this.#questions.clear()
    for (const chunk of this.#chunks) if (chunk.frame <= frames) chunk.isSaved = true
    this.advance()
  }

  #refused(frame: number, code: string, why: string): void {
    const chunk = this.#chunks.find((each) => each.frame >= frame)
    this.#options.events.refused(chunk?.after ?? this.#forgotten, why, code === 'identity')
  }

  async #advance(): Promise<void> {
    this.#isBusy = true
    try {
      while (this.#isDue && !this.#isStopped) {
        this.#isDue = false
        while (!this.#isStopped && ((await this.#forget()) || (await this.#sendMore())));
      }
    } catch (error) {
      this.#options.events.failed(error)
    } finally {
      this.#isBusy = false
    }
  }

  /** Forgets the first chunk, once it is where it belongs; false when there is none such. */
  async #forget(): Promise<boolean> {
    const [chunk] = this.#chunks
    const { store, log, events } = this.#options
    if (chunk === undefined || !chunk.isSaved || !events.has(chunk.update)) return false
    await store.forgetRows(log, 0, chunk.upTo)
    this.#forgotten = Math.max(this.#forgotten, chunk.upTo)
    if (this.#chunks[0] === chunk) this.#chunks.shift()
    events.forgotten(chunk.updates, chunk.bytes)
    return true
  }

  async #sendMore(): Promise<boolean> {
    if (!this.#line.isMet || this.#chunks.length >= CHUNKS_MAX) return false
    const { store, log } = this.#options
    const after = this.#sent
    const rows = firstRows(await store.log(log, after, CHUNK_ROWS))
    const last = rows.at(-1)
    // Meanwhile the line may have broken, or all of it may be given again.
    if (last === undefined || !this.#line.isMet || this.#sent !== after) return false
    const update = joinRows(rows.map(({ bytes }) => bytes))
    const step = this.#asStep2 ? 'step2' : 'update'
    if (!this.#line.send(syncFrame(step, update))) return false
    this.#asStep2 = false
    this.#sent = last.sequence
    this.#frames += 1
    const updates = rows.reduce((sum, row) => sum + row.updates, 0)
    const bytes = rows.reduce((sum, row) => sum + row.bytes.length, 0)
    this.#chunks.push({
      after,
      upTo: last.sequence,
      update,
      updates,
      bytes,
      frame: this.#frames,
      isSaved: false,
    })
    return true
  }
}

/** As many rows from the front as go in one frame. */
function firstRows(rows: readonly LogRow[]): readonly LogRow[] {
  let bytes = 0
  const end = rows.findIndex((row) => (bytes += row.bytes.length) > CHUNK_BYTES)
  return end === -1 ? rows : rows.slice(0, Math.max(1, end))
}
