// What stores say when they cannot do what was asked, the same words in each.
import {
  ClaimConflict,
  Elsewhere,
  RecordTaken,
  StaleLease,
  StoreFault,
  WorldMissing,
  type WorldKey,
} from './store.ts'

export const missingWorld = (key: WorldKey): WorldMissing =>
  new WorldMissing(`There is no world number ${key} (any more).`)

export const claimedTwice = (client: number): ClaimConflict =>
  new ClaimConflict(`Client ${client} belongs to another member.`)

export const staleLease = (epoch: number): StaleLease =>
  new StaleLease(`The lease ${epoch} of this world is over.`)

export const elsewhere = (): Elsewhere => new Elsewhere('Somebody is not where they were to go from.')

export const recordTaken = (): RecordTaken => new RecordTaken('A record that was to be new is there already.')

/** For an append that must not leave a hole in front of it. */
export const afterAFailure = (): StoreFault =>
  new StoreFault('An append to this document before this one failed.')

export const closedStore = (): StoreFault => new StoreFault('The store is closed.')

export const beyondTheLog = (sequence: number): RangeError =>
  new RangeError(`A snapshot cannot cover row ${sequence}: the log does not reach so far.`)

export const notPersonal = (kind: string): RangeError =>
  new RangeError(`The ${kind} of a world is its history: no row of it is forgotten.`)
