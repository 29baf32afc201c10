// The messages on one socket, from the greeting on: `world` is compared before anything is synced, then both
// sides give the updates that the other lacks, then edits flow. It counts the frames that carry edits exactly
// as the server does.
import { FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import {
  importedFrame,
  syncFrame,
  type ServerFrame,
  type UndoneEdits,
} from '../../../shared/wire/frames/sync-frames.ts'
import { mergeUpdates } from '../storage/merge-updates.ts'
import type { RecordKey, UnsavedRecord } from '../storage/stored-rows.ts'

interface ExchangeHost {
  /** Marks one's own edits among those of all tabs. */
  readonly tab: string
  readonly send: (frame: Uint8Array) => void
  /** Compares the server's world with ours; true when this socket may sync it. */
  readonly meet: (id: string, line: string) => Promise<boolean>
  readonly now: () => number
  readonly baseVector: () => Uint8Array
  /** The state that the server once had and has lost, by its state vector; null when nothing. */
  readonly lostBy: (serverVector: Uint8Array) => Uint8Array | null
  readonly unsaved: () => Iterable<UnsavedRecord>
  /** Takes in the server's state. */
  readonly receive: (update: Uint8Array) => void
  /** Takes in later updates, once all of the server's state is here. */
  readonly follow: (update: Uint8Array) => void
  readonly settled: (keys: ReadonlySet<RecordKey>) => void
  readonly presence: (update: Uint8Array) => void
  readonly presenceAsked: () => void
  /** The server will not have these, for good; with `fromNothing`, nor what it has lost. */
  readonly refused: (keys: ReadonlySet<RecordKey>, code: string, text: string, fromNothing: boolean) => void
  /** The host of this world would not have what was saved on the way there. */
  readonly undone: (edits: UndoneEdits) => void
  /**
   * Why what is sent is neither saved nor refused for now, and is kept here until it is asked for; null: it
   * is saved again.
   */
  readonly held: (text: string | null) => void
  /** The phase changed. */
  readonly advanced: () => void
  /** The server does not speak as it should, or broke something here. */
  readonly failed: (error: unknown) => void
}

const TOO_LARGE = 'These changes are too large to save at once.'
const MADE_ON_LOST = 'These changes build on something that is lost, so they cannot be saved.'

/**
 * How long and how often a server may ask for missing updates without getting them from us: edits on top of
 * those are lost, too. After a sleep, or once a network goes on, a few questions come that were asked before
 * it had our answer.
 */
const HEALING_MS = 60_000
const HEALING_ASKS = 20

/** `given`: the server has been sent what was unsaved. `got`: it has sent what it has. */
type SyncPhase =
  | { readonly name: 'greeting' }
  | { readonly name: 'syncing'; readonly given: boolean; readonly got: boolean }
  | { readonly name: 'online' }
  | { readonly name: 'over' }

export class Exchange {
  readonly #host: ExchangeHost
  #phase: SyncPhase = { name: 'greeting' }
  /** The edits in each frame that carried edits, from the first one that is not saved. */
  readonly #frames: RecordKey[][] = []
  #saved = 0
  /** Frames that carry what the server has lost, by number. */
  readonly #restoring = new Set<number>()
  /** Since when, and how often, the server asks again, and nothing is saved. */
  #asked: { readonly since: number; times: number } | null = null
  /** Frames are handled one at a time: comparing the world may have to read the disk. */
  #turn: Promise<void> = Promise.resolve()

  constructor(host: ExchangeHost) {
    this.#host = host
  }

  /** Whether the server's world is ours. */
  get met(): boolean {
    return this.#phase.name === 'syncing' || this.#phase.name === 'online'
  }

  get online(): boolean {
    return this.#phase.name === 'online'
  }

  received(frame: ServerFrame): void {
    this.#inTurn(() => (this.#phase.name === 'over' ? undefined : this.#handle(frame)))
  }

  /** Sends edits, unless what is unsaved will be sent as a whole. */
  give(records: readonly UnsavedRecord[]): void {
    if (!this.#hasGiven()) return
    for (const run of importRuns(records)) this.#send('update', run)
  }

  /** The edits that are on their way. */
  inFlight(): Set<RecordKey> {
    return new Set(this.#frames.flat())
  }

  /** Asks the server what is new, and so for a sign of life. */
  ask(): void {
    if (!this.met) return
    this.#host.send(syncFrame('step1', this.#host.baseVector()))
  }

  /** Nothing that comes later counts. */
  end(): void {
    this.#phase = { name: 'over' }
  }

  #inTurn(act: () => Promise<void> | void): void {
    this.#turn = this.#turn.then(act).catch((error: unknown) => this.#host.failed(error))
  }

  async #handle(frame: ServerFrame): Promise<void> {
    if (frame.type === 'world') return this.#greet(frame.id, frame.line)
    if (this.#phase.name === 'greeting') throw new Error(`${frame.type} before the world`)
    switch (frame.type) {
      case 'step1':
        return this.#answer(frame.stateVector)
      case 'step2':
        this.#host.receive(frame.bytes.slice())
        return this.#advance({ got: true })
      case 'update':
        return this.online ? this.#host.follow(frame.bytes.slice()) : this.#host.receive(frame.bytes.slice())
      case 'saved':
        return this.#settle(frame.frames)
      case 'refused':
        return this.#refuse(frame.frame, frame.code, frame.text)
      case 'undone':
        return this.#host.undone({ ...frame, theirs: frame.theirs.slice(), mine: frame.mine.slice() })
      case 'held':
        return this.#host.held(frame.text)
      case 'presence':
        return this.#host.presence(frame.bytes)
      case 'askPresence':
        return this.#host.presenceAsked()
      // Of live connections alone.
      case 'outcome':
      case 'event':
      case 'history':
      case 'delta':
      case 'unknown':
        return undefined
    }
  }

  async #greet(id: string, line: string): Promise<void> {
    if (this.#phase.name !== 'greeting') throw new Error('told twice')
    if (!(await this.#host.meet(id, line)) || this.#phase.name !== 'greeting') return
    this.#phase = { name: 'syncing', given: false, got: false }
    this.ask()
    this.#host.advanced()
  }

  #hasGiven(): boolean {
    return this.#phase.name === 'online' || (this.#phase.name === 'syncing' && this.#phase.given)
  }

  #answer(serverVector: Uint8Array): void {
    if (this.#hasGiven()) this.#asked ??= { since: this.#host.now(), times: 0 }
    const unsaved = [...this.#host.unsaved()]
    if (this.#asked !== null && this.#isInVain(this.#asked)) {
      this.end()
      this.#host.refused(new Set(unsaved.map(({ key }) => key)), 'missing', MADE_ON_LOST, false)
      return
    }
    const lost = this.#host.lostBy(serverVector)
    if (lost) this.#restoring.add(this.#saved + this.#frames.length + 1)
    const [first = [], ...later] = importRuns(unsaved)
    this.#send('step2', first, lost ? [lost] : [])
    for (const run of later) this.#send('update', run)
    this.#advance({ given: true })
  }

  #isInVain(asked: { readonly since: number; times: number }): boolean {
    asked.times += 1
    return asked.times > HEALING_ASKS && this.#host.now() - asked.since > HEALING_MS
  }

  #send(step: 'step2' | 'update', records: readonly UnsavedRecord[], more: readonly Uint8Array[] = []): void {
    if (this.#phase.name === 'over') return
    const keys = records.map(({ key }) => key)
    const frame = syncFrame(step, mergeUpdates([...more, ...records.map(({ bytes }) => bytes)]))
    if (frame.byteLength > FRAME_BYTES_MAX) {
      this.end()
      // Later: an editor may be in the middle of this edit.
      this.#inTurn(() => this.#host.refused(new Set(keys), 'bound', TOO_LARGE, more.length > 0))
      return
    }
    this.#frames.push(keys)
    const mark = records[0]?.mark
    if (mark !== undefined) this.#host.send(importedFrame(mark))
    this.#host.send(frame)
  }

  #advance(done: { given?: true; got?: true }): void {
    if (this.#phase.name !== 'syncing') return
    const { given, got } = { ...this.#phase, ...done }
    this.#phase = given && got ? { name: 'online' } : { name: 'syncing', given, got }
    this.#host.advanced()
  }

  #settle(frames: number): void {
    if (frames > this.#saved + this.#frames.length) throw new Error('saved more than was sent')
    if (frames <= this.#saved) return
    const settled = this.#frames.splice(0, frames - this.#saved)
    this.#saved = frames
    this.#asked = null
    this.#host.settled(new Set(settled.flat()))
  }

  /**
   * Edits in frames before the refused one are stored or will be. The rest is refused, together with edits
   * that this tab has not sent yet, since they were made on top.
   */
  #refuse(frame: number, code: string, text: string): void {
    const at = Math.max(0, frame - 1 - this.#saved)
    const accepted = new Set(this.#frames.slice(0, at).flat())
    const sent = new Set(this.#frames.slice(at).flat())
    const refused = [...this.#host.unsaved()].filter(
      ({ key, tab }) => !accepted.has(key) && (sent.has(key) || tab === this.#host.tab),
    )
    this.end()
    this.#host.refused(new Set(refused.map(({ key }) => key)), code, text, this.#restoring.has(frame))
  }
}

/** Neighbouring edits of one import, or of none: each import goes in frames of its own. */
function importRuns(records: readonly UnsavedRecord[]): UnsavedRecord[][] {
  const runs: UnsavedRecord[][] = []
  for (const record of records) {
    const run = runs.at(-1)
    if (run !== undefined && run[0]?.mark === record.mark) run.push(record)
    else runs.push([record])
  }
  return runs
}
