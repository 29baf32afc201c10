// What several processes that are one node have in common: the list of them, who leads, and the store, which
// each writes while it is in the list. No clock is asked here: how long a beat stood still is judged by who
// watches it.
import type { ProcessId } from './lease-store.ts'
import type { StoreAndPictures } from './picture-files.ts'
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { WorldKey } from '../contracts/world-record.ts'

/** A process of a node, as it says itself. */
export interface NodeProcess {
  readonly id: ProcessId
  /** `HOST:PORT`, where the others reach it. */
  readonly address: string
  /** When it came, by its own clock, in ms since 1970: for people. */
  readonly since: number
  /** With what it was started, as far as all have to be started alike. */
  readonly options: string
  /** Sockets that came to it. */
  readonly connections: number
  /** Worlds that are open in it. */
  readonly worlds: number
}

/** What a process counts. */
export type ProcessLoad = Pick<NodeProcess, 'connections' | 'worlds'>

/** The process that has the store, and how often it said that it lives. */
export interface SeenLeader {
  readonly id: ProcessId
  readonly beat: number
}

export interface SeenProcesses {
  /** Null while nobody has the store. */
  readonly leader: SeenLeader | null
  /** By id, each with its beat. */
  readonly processes: readonly (NodeProcess & { readonly beat: number })[]
}

/** Kinds of changes that are none of a record: of a person, by the id of their member. */
export const CHANGED_PERSON = '@person'
/** Of a world's owner or address, or its way into the bin and out of it: by its key. */
export const CHANGED_WORLD = '@world'
/** Client ids went from one member to another: by both ids, with a space between. */
export const CLAIMED_CLIENTS = '@claim'

/** A record that was changed, or a person. */
export interface NotedChange extends StoredRecordKey {
  readonly sequence: number
}

/** The store, as one of the processes has it. */
interface ProcessStore extends StoreAndPictures {
  /** Whether the database has said that this process leads, and was asked less than so long ago, in ms. */
  readonly isHeld: (withinMs: number) => boolean
}

/** What changed of that which all processes of a node have in memory. */
export interface NotedChanges {
  /** The number of the last one. */
  last(): Promise<number>
  /**
   * Those after that one, in the order of their commits; null where not all are kept any more. Whatever was
   * committed before this was asked is among them.
   */
  after(sequence: number): Promise<readonly NotedChange[] | null>
  /** Forgets old ones. */
  tidy(): Promise<void>
}

/** The process that has a world. */
export type WorldHolder = Pick<NodeProcess, 'id' | 'address'>

export interface NodeDatabase {
  /** From now on this process is in the list, with a beat of 0. */
  enter(process: NodeProcess): Promise<void>
  /** Raises the beat of a process. `gone`: it is not in the list; `asked`: somebody asked it to leave. */
  beat(process: ProcessId, load: ProcessLoad): Promise<'gone' | 'here' | 'asked'>
  look(): Promise<SeenProcesses>
  /**
   * Takes a process off the list, unless its beat has moved on: in one transaction, after which the store
   * refuses all that it still sends, and its worlds are free. Says nothing about who leads.
   */
  expel(process: ProcessId, beat: number): Promise<void>
  /** Asks a process to leave; false when it is not in the list. */
  ask(process: ProcessId): Promise<boolean>
  /**
   * Whether the database has connections of a process. True also where that cannot be told: so a false is a
   * reason to look closer, and a true is none to wait longer.
   */
  hasSessions(process: ProcessId): Promise<boolean>
  /**
   * Lets a process lead, unless the leader is not as it was seen: that one is expelled in the same
   * transaction. False when somebody else was first.
   */
  lead(process: ProcessId, seen: SeenLeader | null): Promise<boolean>
  /** The process that has the lease of a world, and its address; null: nobody has. */
  holderOf(world: WorldKey): Promise<WorldHolder | null>
  /** The worlds whose leases other processes have. */
  heldByOthers(process: ProcessId): Promise<ReadonlySet<WorldKey>>
  /** A key that only processes of this node know, in 32 bytes. */
  secret(): Promise<Uint8Array>
  /**
   * The store, which a process can write as long as it is in the list. `onTaken`, for the one that leads:
   * another one does now.
   */
  open(process: ProcessId, onTaken: (() => void) | null): ProcessStore
  readonly changes: NotedChanges
  /** Ends what `open` did not begin. */
  close(): Promise<void>
}
