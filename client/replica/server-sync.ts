// The messages with a world's server, on one socket after the other. `world` is compared before anything is
// synced, then both sides give the updates that the other lacks, then edits flow. The frames that carry edits
// are counted exactly as the server does.
import { FRAME_BYTES_MAX } from '../../shared/world/limits.ts'
import {
  askPresenceFrame,
  importedFrame,
  presenceFrame,
  syncFrame,
  takenFrame,
  type ServerFrame,
  type UndoneEdits,
} from '../../shared/wire/frames/sync-frames.ts'
import type { BrowserPlatform } from '../device/browser-platform.ts'
import type { Presence } from './connection/awareness.ts'
import { openReconnectingSocket, type ReconnectingSocket } from './connection/socket-link.ts'
import { VainQuestions } from '../../shared/wire/reading/vain-questions.ts'
import { mergeUpdates } from './storage/merge-updates.ts'
import { keysOf, type RecordKey, type UnsavedRecord } from './storage/stored-rows.ts'
import type { ServerState } from './sync-state.ts'
import type { UnsavedWork } from './unsaved-work.ts'

/** The open world, as its server meets it. */
export interface SyncHost {
  /** Marks one's own edits among those of all tabs. */
  readonly tab: string
  readonly people: Presence
  /** On the line that is open now. */
  readonly work: Pick<UnsavedWork, 'ledger' | 'settle'>
  /** Compares the server's world with ours; true when this socket may sync it. */
  meet(id: string, line: string): Promise<boolean>
  /** The server has all that it was to be given, and gave what was missing. */
  arrived(): void
  /** The server will not have these, for good; with `fromNothing`, nor what it has lost. */
  refused(keys: readonly RecordKey[], code: string, text: string, fromNothing: boolean): void
  /** The host of this world would not have what was saved on the way there. */
  undone(edits: UndoneEdits): void
  /** The server closed for good (44xx). */
  closedForGood(code: number, reason: string): void
  /** `state` is another one. */
  changed(): void
}

/** What is counted on one socket. */
interface Exchange {
  /** The edits in each frame that carried edits, from the first one that is not saved. */
  readonly frames: RecordKey[][]
  saved: number
  /** Frames that carry what the server has lost, by number. */
  readonly restoring: Set<number>
  /** Of what the server was given, while nothing is saved. */
  readonly questions: VainQuestions
  /** Frames are handled one at a time: comparing the world may have to read the disk. */
  turn: Promise<void>
}

const TOO_LARGE = 'These changes are too large to save at once.'
const MADE_ON_LOST = 'These changes build on something that is lost, so they cannot be saved.'

export class ServerSync {
  readonly link: ReconnectingSocket
  readonly #outside: BrowserPlatform
  readonly #host: SyncHost
  #state: ServerState = { at: 'away', why: '' }
  /** Null when nothing that comes counts. */
  #exchange: Exchange | null = null
  /** When the server was last there, or this was opened. */
  heardAt: number

  constructor(outside: BrowserPlatform, url: string, host: SyncHost) {
    this.#outside = outside
    this.#host = host
    this.heardAt = outside.clock.now()
    this.link = openReconnectingSocket(outside, url, {
      opened: () => this.#begin(),
      received: (frame) => this.#received(frame),
      lost: (why) => this.#lost(why),
      ended: (code, reason) => {
        this.#lost('')
        host.closedForGood(code, reason)
      },
      doubted: () => this.#ask(),
    })
  }

  get state(): ServerState {
    return this.#state
  }

  /** What was begun over this socket counts no more. */
  endExchange(why = ''): void {
    this.#exchange = null
    this.#state = { at: 'away', why }
  }

  /** Tries no more before it is told to. */
  stop(): void {
    this.endExchange()
    this.link.keeper.stop()
  }

  tellPresence(update: Uint8Array): void {
    if (this.#isMet) this.link.send(presenceFrame(update))
  }

  /** A copy of the undone edits is on the disk, up to this one. */
  tellTaken(upTo: number): void {
    this.link.send(takenFrame(upTo))
  }

  /** Sends edits, unless what is unsaved will be sent as a whole. */
  give(records: readonly UnsavedRecord[]): void {
    const exchange = this.#exchange
    if (exchange && this.#hasGiven) for (const run of importRuns(records)) this.#send(exchange, 'update', run)
  }

  /** Gives what tabs left unsent. */
  giveUnsent(which: (record: UnsavedRecord) => boolean): void {
    const inFlight = new Set(this.#exchange?.frames.flat())
    this.give(
      [...this.#host.work.ledger.unsaved].filter((record) => !inFlight.has(record.key) && which(record)),
    )
  }

  /** Whether the server's world is ours. */
  get #isMet(): boolean {
    return this.#state.at === 'syncing' || this.#state.at === 'online'
  }

  get #hasGiven(): boolean {
    return this.#state.at === 'online' || (this.#state.at === 'syncing' && this.#state.given)
  }

  #begin(): void {
    const why = this.#state.at === 'away' ? this.#state.why : ''
    this.#state = { at: 'greeting', why }
    this.#exchange = {
      frames: [],
      saved: 0,
      restoring: new Set(),
      questions: new VainQuestions(),
      turn: Promise.resolve(),
    }
  }

  #lost(why: string): void {
    this.endExchange(why)
    this.#host.people.forgetServer()
    this.#host.changed()
  }

  /** Asks the server what is new, and so for a sign of life. */
  #ask(): void {
    if (this.#isMet) this.link.send(syncFrame('step1', this.#host.work.ledger.baseVector()))
  }

  #received(frame: ServerFrame): void {
    const exchange = this.#exchange
    if (exchange === null) return
    if (this.#state.at === 'online') this.heardAt = this.#outside.clock.now()
    this.#inTurn(exchange, () => (exchange === this.#exchange ? this.#handle(exchange, frame) : undefined))
  }

  /** Where the server does not speak as it should, or broke something here, another socket is tried. */
  #inTurn(exchange: Exchange, act: () => Promise<void> | void): void {
    exchange.turn = exchange.turn.then(act).catch((error: unknown) => {
      this.#outside.report(error)
      if (exchange === this.#exchange) this.link.keeper.drop()
    })
  }

  async #handle(exchange: Exchange, frame: ServerFrame): Promise<void> {
    const { people } = this.#host
    if (frame.type === 'world') return this.#greet(exchange, frame.id, frame.line)
    if (!this.#isMet) throw new Error(`A ${frame.type} frame came before the world.`)
    switch (frame.type) {
      case 'step1':
        return this.#answer(exchange, frame.stateVector)
      case 'step2':
        this.#host.work.ledger.receive(frame.bytes.slice())
        return this.#advance({ got: true })
      case 'update':
        return this.#host.work.ledger.receive(frame.bytes.slice())
      case 'saved':
        return this.#settle(exchange, frame.frames)
      case 'refused':
        return this.#refuse(exchange, frame.frame, frame.code, frame.text)
      case 'undone':
        return this.#host.undone({ ...frame, theirs: frame.theirs.slice(), mine: frame.mine.slice() })
      case 'held':
        return this.#hold(frame.text)
      case 'presence':
        return people.fromServer(frame.bytes)
      case 'askPresence':
        return people.announce()
      // Of live connections alone.
      case 'outcome':
      case 'event':
      case 'history':
      case 'delta':
      case 'unknown':
        return undefined
    }
  }

  async #greet(exchange: Exchange, id: string, line: string): Promise<void> {
    if (this.#state.at !== 'greeting') throw new Error('The world was told twice.')
    if (!(await this.#host.meet(id, line)) || exchange !== this.#exchange) return
    this.#state = { at: 'syncing', why: this.#state.why, given: false, got: false, held: null }
    this.#ask()
    this.#host.changed()
    this.#meetPeople()
  }

  #meetPeople(): void {
    this.link.send(askPresenceFrame())
    this.#host.people.announce()
  }

  #answer(exchange: Exchange, serverVector: Uint8Array): void {
    const unsaved = [...this.#host.work.ledger.unsaved]
    if (this.#hasGiven && exchange.questions.note(this.#outside.clock.now())) {
      return this.#refused(unsaved, 'missing', MADE_ON_LOST, false)
    }
    const lost = this.#host.work.ledger.beyond(serverVector)
    if (lost) exchange.restoring.add(exchange.saved + exchange.frames.length + 1)
    const [first = [], ...later] = importRuns(unsaved)
    this.#send(exchange, 'step2', first, lost ? [lost] : [])
    for (const run of later) this.#send(exchange, 'update', run)
    this.#advance({ given: true })
  }

  #send(
    exchange: Exchange,
    step: 'step2' | 'update',
    records: readonly UnsavedRecord[],
    more: readonly Uint8Array[] = [],
  ): void {
    if (exchange !== this.#exchange) return
    const frame = syncFrame(step, mergeUpdates([...more, ...records.map(({ bytes }) => bytes)]))
    if (frame.byteLength > FRAME_BYTES_MAX) {
      this.endExchange()
      // Later: an editor may be in the middle of this edit.
      this.#inTurn(exchange, () => this.#refused(records, 'bound', TOO_LARGE, more.length > 0))
      return
    }
    exchange.frames.push(keysOf(records))
    const mark = records[0]?.mark
    if (mark !== undefined) this.link.send(importedFrame(mark))
    this.link.send(frame)
  }

  /** The server was given, or gave, all that it should. */
  #advance(done: { given?: true; got?: true }): void {
    if (this.#state.at !== 'syncing') return
    const state = { ...this.#state, ...done }
    const isOnline = state.given && state.got
    this.#state = isOnline ? { at: 'online', held: state.held } : state
    this.#host.changed()
    if (!isOnline) return this.#meetPeople()
    this.heardAt = this.#outside.clock.now()
    this.#host.arrived()
  }

  #hold(held: string | null): void {
    // It is asked for again, as often as it takes: none of these questions is in vain.
    if (held !== null) this.#exchange?.questions.clear()
    if ('held' in this.#state) this.#state = { ...this.#state, held }
    this.#host.changed()
  }

  #settle(exchange: Exchange, frames: number): void {
    if (frames > exchange.saved + exchange.frames.length)
      throw new Error('More frames are saved than were sent.')
    if (frames <= exchange.saved) return
    const settled = exchange.frames.splice(0, frames - exchange.saved)
    exchange.saved = frames
    exchange.questions.clear()
    this.link.keeper.resetWait()
    this.#host.work.settle(settled.flat())
  }

  /**
   * Edits in frames before the refused one are stored or will be. The rest is refused, together with edits
   * that this tab has not sent yet, since they were made on top.
   */
  #refuse(exchange: Exchange, frame: number, code: string, text: string): void {
    const at = Math.max(0, frame - 1 - exchange.saved)
    const accepted = new Set(exchange.frames.slice(0, at).flat())
    const sent = new Set(exchange.frames.slice(at).flat())
    const refused = [...this.#host.work.ledger.unsaved].filter(
      ({ key, tab }) => !accepted.has(key) && (sent.has(key) || tab === this.#host.tab),
    )
    this.#refused(refused, code, text, exchange.restoring.has(frame))
  }

  #refused(records: readonly UnsavedRecord[], code: string, text: string, fromNothing: boolean): void {
    this.endExchange()
    this.#host.refused(keysOf(records), code, text, fromNothing)
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
