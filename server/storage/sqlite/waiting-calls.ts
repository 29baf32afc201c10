// Calls that wait for the storage thread: how they are sent, and what its answers mean for them.
import { packAppends } from '../update-packing.ts'
import type { Append, AppendOutcome, AvatarMove } from '../store.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import { errorFrom, NO_ANSWER, type CallName, type Parcel, type ParcelAnswer } from './thread-calls.ts'

/** Most calls, and about how many bytes, in one group: bounds how long a transaction takes. */
const GROUP_CALLS_MAX = 1024
const GROUP_BYTES_MAX = 8 * 1024 * 1024

/** One append, and what came of it; null: that is not known yet. */
interface WaitingAppend {
  readonly updates: readonly Append[]
  outcome: AppendOutcome | null
}

/** Appends that were called together, one after the other. They are told together. */
interface WaitingAppends {
  readonly name: 'append'
  readonly appends: readonly WaitingAppend[]
  readonly size: number
  /** Hands out what came of each. */
  tell(outcomes: readonly AppendOutcome[]): void
  /** Nothing is known of any of them. */
  reject(error: Error): void
}

/** Any other call, told by itself. */
export type WaitingCall = {
  readonly size: number
  resolve(value: unknown): void
  reject(error: Error): void
} & (
  | {
      readonly name: 'appendPassing'
      readonly args: readonly [readonly Append[], readonly AvatarMove[], readonly RecordChange[]]
    }
  | {
      readonly name: Exclude<CallName, 'appendPassing'>
      readonly args: readonly unknown[]
      readonly transferred: readonly ArrayBuffer[]
    }
)

export type PendingRequest = WaitingAppends | WaitingCall

/** A parcel, and those whom its answer is for. */
type SentParcel =
  | { readonly parcel: Parcel; readonly call: WaitingCall }
  | { readonly parcel: Parcel; readonly appends: readonly WaitingAppends[] }

/** A group on its way to the thread. */
export type SentGroup = readonly SentParcel[]

/** Takes the next group from the front of a queue, and packs neighbouring appends together. */
export function takeGroup(queue: PendingRequest[]): SentGroup {
  const group: SentParcel[] = []
  let appends: WaitingAppends[] = []
  const pack = (): void => {
    if (appends.length > 0) group.push({ parcel: { name: 'append', encoded: encodingOf(appends) }, appends })
    appends = []
  }
  for (const waiting of queue.splice(0, groupLength(queue))) {
    if (waiting.name === 'append') {
      appends.push(waiting)
      continue
    }
    pack()
    group.push({ parcel: parcelOf(waiting), call: waiting })
  }
  pack()
  return group
}

/** How many calls from the front of the queue make one group. */
function groupLength(queue: readonly PendingRequest[]): number {
  let bytes = 0
  let calls = 0
  const end = queue.findIndex((waiting) => {
    bytes += waiting.size
    calls += waiting.name === 'append' ? waiting.appends.length : 1
    return bytes > GROUP_BYTES_MAX || calls > GROUP_CALLS_MAX
  })
  return end === -1 ? queue.length : Math.max(end, 1)
}

const encodingOf = (calls: readonly WaitingAppends[]): Uint8Array<ArrayBuffer> =>
  packAppends(calls.flatMap(({ appends }) => appends.filter(isOpen).map(({ updates }) => updates)))

const isOpen = ({ outcome }: WaitingAppend): boolean => outcome === null

const parcelOf = (call: WaitingCall): Parcel =>
  call.name === 'appendPassing' ? { name: call.name, args: call.args } : { name: call.name, args: call.args }

/** The buffers that a group hands over. */
export const buffersOf = (group: SentGroup): ArrayBuffer[] =>
  group.flatMap((sent) => {
    if ('appends' in sent) return 'encoded' in sent.parcel ? [sent.parcel.encoded.buffer] : []
    return 'transferred' in sent.call ? sent.call.transferred : []
  })

/** All that wait for the answers of a group. */
export const callersOf = (group: SentGroup): PendingRequest[] =>
  group.flatMap((sent): readonly PendingRequest[] => ('appends' in sent ? sent.appends : [sent.call]))

/** What is left to tell of a group: those who learn of a failure, those of a success, and what failed. */
interface AnsweredGroup {
  readonly failures: (() => void)[]
  readonly successes: (() => void)[]
  /** The documents to which an append failed. */
  readonly failed: Set<string>
}

/** Notes what the answers to a group say; nobody is told yet. */
export function readAnswers(group: SentGroup, answers: readonly ParcelAnswer[]): AnsweredGroup {
  const told: AnsweredGroup = { failures: [], successes: [], failed: new Set() }
  for (const [index, sent] of group.entries()) {
    const answer = answers[index] ?? NO_ANSWER
    if ('appends' in sent) readAppends(sent.appends, answer, told)
    else readCall(sent.call, answer, told)
  }
  return told
}

function readCall(call: WaitingCall, answer: ParcelAnswer, told: AnsweredGroup): void {
  if ('value' in answer) {
    told.successes.push(() => call.resolve(answer.value))
    return
  }
  const { fault } = 'fault' in answer ? answer : NO_ANSWER
  for (const document of documentsOf(call)) told.failed.add(document)
  told.failures.push(() => call.reject(errorFrom(fault)))
}

function readAppends(calls: readonly WaitingAppends[], answer: ParcelAnswer, told: AnsweredGroup): void {
  const open = calls.flatMap(({ appends }) => appends.filter(isOpen))
  if ('first' in answer) {
    let next = answer.first
    for (const append of open) {
      append.outcome = next
      next += append.updates.length
    }
  } else {
    for (const [index, append] of open.entries()) {
      const own = ('each' in answer ? answer.each[index] : answer) ?? NO_ANSWER
      append.outcome = 'value' in own ? Number(own.value) : errorFrom(own.fault)
      if ('fault' in own) for (const document of namesOf(append.updates)) told.failed.add(document)
    }
  }
  for (const call of calls) {
    const isWell = call.appends.every(({ outcome }) => typeof outcome === 'number')
    const tellers = isWell ? told.successes : told.failures
    tellers.push(() => call.tell(outcomesOf(call)))
  }
}

/**
 * Fails the appends in a queue to documents to which one before them failed, and those after them. Returns
 * those calls of which there is nothing left to send.
 */
export function failFollowers(
  queue: readonly PendingRequest[],
  failed: Set<string>,
  why: () => Error,
): PendingRequest[] {
  if (failed.size === 0) return []
  return queue.filter((waiting) => {
    if (waiting.name !== 'append') {
      const follows = documentsOf(waiting).some((document) => failed.has(document))
      if (follows) for (const document of documentsOf(waiting)) failed.add(document)
      return follows
    }
    for (const append of waiting.appends) {
      const documents = namesOf(append.updates)
      if (!documents.some((document) => failed.has(document))) continue
      for (const document of documents) failed.add(document)
      append.outcome = why()
    }
    return !waiting.appends.some(isOpen)
  })
}

/** Tells a call that failed as those before it did. */
export function tellFailure(waiting: PendingRequest, error: Error): void {
  if (waiting.name === 'append') waiting.tell(outcomesOf(waiting))
  else waiting.reject(error)
}

const outcomesOf = ({ appends }: WaitingAppends): AppendOutcome[] =>
  appends.map(({ outcome }) => outcome ?? errorFrom(NO_ANSWER.fault))

const documentsOf = (call: WaitingCall): string[] =>
  call.name === 'appendPassing' ? namesOf(call.args[0]) : []

const namesOf = (updates: readonly Append[]): string[] =>
  updates.map(({ document }) => `${document.world}/${document.kind}`)
