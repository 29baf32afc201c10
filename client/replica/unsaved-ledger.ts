// The scene of one world: the server's state, which base has on the device, and one's own unsaved edits. Yjs
// cannot un-apply, so when something is refused the scene is made again from base, with a new client id.
import * as Y from 'yjs'
import { isEmpty, isWhole } from '../../shared/yjs/document-state.ts'
import { editsBeside } from '../../shared/yjs/new-item-ids.ts'
import { makePlainDocument } from '../../shared/yjs/plain-document.ts'
import { changesAnything } from '../../shared/yjs/transaction-items.ts'
import type { DeviceBase } from './storage/base.ts'
import { applyReadable, mergeUpdates } from './storage/merge-updates.ts'
import type { BrowserPlatform } from '../device/browser-platform.ts'
import { keysOf, type RecordKey, type UnsavedRecord } from './storage/stored-rows.ts'

/** Marks what comes from elsewhere, so that it is not taken for an edit of this tab. */
const ELSEWHERE = Symbol('elsewhere')

type LedgerPlatform = Pick<BrowserPlatform, 'random' | 'report'>
type LedgerBase = Pick<DeviceBase, 'give' | 'state' | 'startOver'>

export interface DroppedEdits {
  readonly records: readonly UnsavedRecord[]
  /** The scene with the dropped edits, and base, as they were before (Yjs updates). */
  readonly mine: Uint8Array
  readonly theirs: Uint8Array
}

export class UnsavedLedger {
  readonly #outside: LedgerPlatform
  readonly #onEdit: (update: Uint8Array) => void
  readonly #unsaved = new Map<RecordKey, UnsavedRecord>()
  /** Those of them that are on the device's disk. */
  readonly #stored = new Set<RecordKey>()
  readonly #base: LedgerBase
  #scene: Y.Doc
  #isAbandoned = false
  /** Whether the device had anything of the server's state. */
  #hasLoaded = false
  /** How often the server had something that was not here. */
  news = 0

  /** A document of Yjs whose handler threw tells nothing more. */
  readonly #followEdits = (update: Uint8Array, _origin: unknown, scene: Y.Doc): void => {
    try {
      if (scene === this.#scene && !this.#isAbandoned) this.#onEdit(update)
    } catch (error) {
      this.#outside.report(error)
    }
  }

  /**
   * A listener for updates makes Yjs encode each transaction once more: updates from elsewhere are not
   * listened for.
   */
  readonly #listenForEdits = ({ origin }: Y.Transaction, scene: Y.Doc): void => {
    if (origin === ELSEWHERE) scene.off('update', this.#followEdits)
    else scene.on('update', this.#followEdits)
  }

  /** `onEdit` is called with each edit that an editor makes on the scene. */
  constructor(outside: LedgerPlatform, base: LedgerBase, onEdit: (update: Uint8Array) => void) {
    this.#outside = outside
    this.#base = base
    this.#onEdit = onEdit
    this.#scene = this.#newScene()
  }

  get scene(): Y.Doc {
    return this.#scene
  }

  /** Whether the scene has the same content as base. */
  get #isSceneLikeBase(): boolean {
    return this.#unsaved.size === 0 && !this.#isAbandoned
  }

  /** How many edits the server does not have on disk. */
  get changes(): number {
    return this.#unsaved.size
  }

  /** How many of these are on the device's disk, so that they outlive this page. */
  get stored(): number {
    return this.#stored.size
  }

  /** Whether anything of the server's state is here. */
  get hasBase(): boolean {
    return this.#hasLoaded || (this.#isSceneLikeBase ? !isEmpty(this.#scene) : this.#baseClocks().size > 0)
  }

  /** When the oldest of them was made, in ms since 1970; null when there is none. */
  get since(): number | null {
    for (const { at } of this.#unsaved.values()) return at
    return null
  }

  get unsaved(): Iterable<UnsavedRecord> {
    return this.#unsaved.values()
  }

  /** The part of the server's state that the scene was given, to ask the server for the rest. */
  baseVector(): Uint8Array {
    return Y.encodeStateVector(this.#baseClocks())
  }

  /** The part of base beyond a server's state vector, as an update; null when there is none. */
  beyond(serverVector: Uint8Array): Uint8Array | null {
    const server = Y.decodeStateVector(serverVector)
    for (const [client, clock] of this.#baseClocks()) {
      if (clock > (server.get(client) ?? 0)) return Y.diffUpdate(this.baseState(), serverVector)
    }
    return null
  }

  baseState(): Uint8Array {
    return this.#isSceneLikeBase ? Y.encodeStateAsUpdate(this.#scene) : this.#base.state()
  }

  /** Notes an edit that the scene has already. */
  note(record: UnsavedRecord): void {
    this.#unsaved.set(record.key, record)
  }

  /** Notes which unsaved edits are on the device's disk now. */
  noteStored(keys: Iterable<RecordKey>): void {
    for (const key of keys) if (this.#unsaved.has(key)) this.#stored.add(key)
  }

  /** The device's disk has missed something: nobody knows what it has. */
  doubtStored(): void {
    this.#stored.clear()
  }

  /** Takes in the server's state on disk. Throws when the update is malformed. */
  receive(update: Uint8Array): void {
    const scene = this.#scene
    let isNews = false
    scene.once('afterTransaction', (transaction: Y.Transaction) => {
      isNews = changesAnything(transaction)
    })
    this.#readIntoScene([update])
    isNews ||= !isWhole(scene)
    if (isNews) this.news += 1
    // What is here as somebody's unsaved edit is not in base.
    if (isNews || !this.#isSceneLikeBase) this.#base.give(update)
  }

  /** Takes in unsaved edits of other tabs or of earlier. Answers with those that were not here. */
  learn(records: readonly UnsavedRecord[]): readonly UnsavedRecord[] {
    const learned = records.filter(({ key }) => !this.#unsaved.has(key))
    for (const record of learned) this.#unsaved.set(record.key, record)
    if (learned.length > 0) this.#applyToScene([joined(learned)])
    return learned
  }

  /** The server has these on disk now, so that base gets them. False when none of them was unsaved. */
  settle(keys: Iterable<RecordKey>): boolean {
    const settled = this.#take(keys)
    if (settled.length > 0) this.#base.give(joined(settled))
    return settled.length > 0
  }

  /**
   * Takes unsaved edits back, and all those for which `mayRest` answers true if anything rests on the former:
   * the scene is made again. With `isAnothers` their client ids are somebody else's. Returns null, and leaves
   * the scene alone, when none of them was unsaved.
   */
  drop(
    keys: Iterable<RecordKey>,
    mayRest: (record: UnsavedRecord) => boolean = () => true,
    isAnothers = false,
  ): DroppedEdits | null {
    const all = [...this.#unsaved.values()]
    const records = this.#take(keys)
    if (records.length === 0) return null
    const states = this.#states(all, isAnothers)
    if (this.#restsOnMissing()) {
      const more = [...this.#unsaved.values()].filter(mayRest)
      records.push(...this.#take(keysOf(more)))
    }
    this.#rebuild()
    return { records, ...states }
  }

  /** Forgets all, saved and not, and begins with an empty scene; base does so too, with `isKept`. */
  startOver(isKept: Promise<boolean>): DroppedEdits {
    const dropped = this.#takeAll()
    this.#hasLoaded = false
    this.#base.startOver(isKept)
    this.#rebuild()
    return dropped
  }

  /** Gives up all that is unsaved, for good: nothing that editors do on this scene counts any more. */
  abandon(): DroppedEdits {
    this.#isAbandoned = true
    return this.#takeAll()
  }

  /** Takes in the device's data of this world: the server's state, which base has, and unsaved edits. */
  load(updates: readonly Uint8Array[], unsaved: readonly UnsavedRecord[]): void {
    this.#applyToScene(updates)
    this.#hasLoaded ||= this.#isSceneLikeBase && !isEmpty(this.#scene)
    this.learn(unsaved)
    this.noteStored(keysOf(unsaved))
  }

  destroy(): void {
    this.#scene.destroy()
  }

  #takeAll(): DroppedEdits {
    const records = this.#take([...this.#unsaved.keys()])
    return { records, ...this.#states(records, false) }
  }

  /** The scene with these edits, and base. Where base has their ids otherwise, the scene may lack them. */
  #states(edits: readonly UnsavedRecord[], isAnothers: boolean): Omit<DroppedEdits, 'records'> {
    const theirs = this.#base.state()
    try {
      const updates = edits.map(({ bytes }) => bytes)
      const beside = editsBeside(theirs, updates, !isAnothers)
      if (beside !== updates) return { mine: mergeUpdates([theirs, ...beside]), theirs }
    } catch (error) {
      this.#outside.report(error)
    }
    return { mine: Y.encodeStateAsUpdate(this.#scene), theirs }
  }

  /** Takes out those of them that are unsaved. */
  #take(keys: Iterable<RecordKey>): UnsavedRecord[] {
    const taken: UnsavedRecord[] = []
    for (const key of keys) {
      const record = this.#unsaved.get(key)
      if (record) taken.push(record)
      this.#unsaved.delete(key)
      this.#stored.delete(key)
    }
    return taken
  }

  #newScene(): Y.Doc {
    const scene = makePlainDocument()
    scene.clientID = new DataView(this.#outside.random(4).slice().buffer).getUint32(0)
    scene.on('afterTransaction', this.#listenForEdits)
    return scene
  }

  #rebuild(): void {
    this.#scene = this.#newScene()
    this.#applyToScene([this.#base.state(), joined(this.#unsaved.values())])
  }

  /** Whether what is unsaved now needs something that neither it nor base has. */
  #restsOnMissing(): boolean {
    if (this.#unsaved.size === 0) return false
    const trial = new Y.Doc()
    applyReadable(trial, [this.#base.state(), joined(this.#unsaved.values())])
    trial.destroy()
    return !isWhole(trial)
  }

  /** What each client wrote of base: all of the scene before the first unsaved edit of that client. */
  #baseClocks(): Map<number, number> {
    const clocks = Y.decodeStateVector(Y.encodeStateVector(this.#scene))
    if (this.#isSceneLikeBase) return clocks
    for (const { bytes } of this.#unsaved.values()) {
      for (const [client, from] of Y.parseUpdateMeta(bytes).from) {
        if (from === 0) clocks.delete(client)
        else if (from < (clocks.get(client) ?? 0)) clocks.set(client, from)
      }
    }
    return clocks
  }

  #applyToScene(updates: readonly Uint8Array[]): void {
    try {
      this.#readIntoScene(updates)
    } catch (error) {
      this.#outside.report(error)
    }
  }

  /** An editor's observer that throws must not break the sync. Throws when an update is malformed. */
  #readIntoScene(updates: readonly Uint8Array[]): void {
    const malformed: unknown[] = []
    try {
      applyReadable(this.#scene, updates, ELSEWHERE, malformed)
    } catch (error) {
      this.#outside.report(error)
    }
    if (malformed.length > 0) throw malformed[0]
  }
}

/** As one update: updates that come before their base are slow one by one. */
function joined(records: Iterable<UnsavedRecord>): Uint8Array {
  return mergeUpdates([...records].map(({ bytes }) => bytes))
}
