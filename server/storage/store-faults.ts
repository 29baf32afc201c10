// The errors of stores that cannot do what was asked, the same words in each.
import {
  ClaimConflict,
  Damaged,
  DiskFull,
  Expelled,
  NotInWorld,
  RecordMoved,
  RecordTaken,
  StaleLease,
  StoreFault,
  WorldMissing,
} from './store.ts'
import type { WorldKey } from '../contracts/world-record.ts'

export const missingWorld = (key: WorldKey): WorldMissing =>
  new WorldMissing(`There is no world number ${key} (any more).`)

export const claimedTwice = (client: number): ClaimConflict =>
  new ClaimConflict(`Client ${client} belongs to another member.`)

export const staleLease = (epoch: number): StaleLease =>
  new StaleLease(`The lease ${epoch} of this world is over.`)

export const withoutLease = (): StoreFault =>
  new StoreFault('Several processes have this store: a world is written under its lease.')

export const elsewhere = (): NotInWorld => new NotInWorld('Somebody is not where they were to go from.')

export const recordTaken = (): RecordTaken => new RecordTaken('A record that was to be new is there already.')

export const recordMoved = (): RecordMoved =>
  new RecordMoved('A record was changed meanwhile, by somebody else.')

export const expelled = (): Expelled =>
  new Expelled('This process was taken for dead: its worlds may be owned by another one.')

export const damagedDocument = (): Damaged =>
  new Damaged('A part of this world is damaged on this node’s disk. What you write is kept on your device.')

export const damagedContent = (address: string | null): Damaged =>
  new Damaged(
    `A part of ${address ?? 'a world'} is damaged, so nothing was moved. Run doctor to see what to do, then move again.`,
  )

export const damagedRecord = (): Damaged =>
  new Damaged('What this node keeps of accounts or rights is damaged. Run doctor to see what to do.')

export const damagedDatabase = (): Damaged =>
  new Damaged('This node’s disk is damaged, so nothing is saved now. What you write is kept on your device.')

/** Why nothing can be written now, told to people: short enough for the end of a socket (123 bytes). */
export function whyNotSaved(error: unknown): string {
  if (error instanceof Damaged) return error.message
  return error instanceof DiskFull
    ? 'This node’s disk is full. What you write is kept on your device until there is room.'
    : 'This node cannot write to its disk. What you write is kept on your device until it can.'
}

/** For an append that must not leave a hole in front of it. */
export const afterAFailure = (): StoreFault =>
  new StoreFault('An append to this document before this one failed.')

export const closedStore = (): StoreFault => new StoreFault('The store is closed.')

export const beyondTheLog = (sequence: number): RangeError =>
  new RangeError(`A snapshot cannot cover row ${sequence}: the log does not reach so far.`)

export const noSuchRow = (sequence: number): RangeError =>
  new RangeError(`The log has no row ${sequence} (any more).`)

export const notPersonal = (kind: string): RangeError =>
  new RangeError(`The ${kind} of a world is its history: none of its rows may be deleted.`)
