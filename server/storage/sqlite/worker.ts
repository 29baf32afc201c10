// The store's own thread: it alone touches the database. It takes a group of calls, commits them at once, and answers.
import { parentPort, workerData } from 'node:worker_threads'
import { unpackAppends } from '../packing.ts'
import type { Append } from '../store.ts'
import { READS, wordsFor, type Answer, type Greeting, type Parcel, type ToWorker } from './calls.ts'
import { callsOn, openDatabase } from './database.ts'
import { FolderRefusal, lockFolder, prepareFolder } from './folder.ts'
import { createGroups, type Job } from './group.ts'
import { createLog } from './log.ts'

/** Between two steps of deleting what is gone, in ms: others have most of the disk's time. */
const CLEAN_EVERY_MS = 20
/** The same after it failed. */
const CLEAN_AGAIN_MS = 5_000

const port = parentPort
if (!port) throw new Error('This file runs as a thread of the SQLite store.')
const { folder } = workerData as { folder: string }

try {
  serve(folder)
  greet({ ready: true })
} catch (error) {
  greet({ refusal: refusalFor(error) })
  port.close()
}

function greet(greeting: Greeting): void {
  port?.postMessage(greeting)
}

function refusalFor(error: unknown): string {
  if (error instanceof FolderRefusal) return error.message
  return `The folder ${folder} cannot be used: ${wordsFor(error).message}. Fix it, or choose another one with --data.`
}

function serve(folder: string): void {
  const { databasePath, lockPath } = prepareFolder(folder)
  const lock = lockFolder(folder, lockPath)
  const database = openDatabase(databasePath)
  const log = createLog(database)
  const calls = callsOn(database, log)
  const groups = createGroups(database, log.resync)
  const ownJob = (run: () => void): Job => ({ reads: false, appendsTo: [], run })
  groups.run([ownJob(log.file), ownJob(calls.sweep), ownJob(calls.releaseAll)])

  const jobsOf = (parcel: Parcel): Job[] =>
    parcel.name === 'append' ? unpackAppends(parcel.packed).map(appendJob) : [jobOf(parcel)]

  const appendJob = (updates: readonly Append[]): Job => ({
    reads: false,
    appendsTo: updates.map((update) => update.document),
    run: () => log.append(updates),
  })

  const jobOf = (parcel: Exclude<Parcel, { name: 'append' }>): Job =>
    parcel.name === 'appendPassing'
      ? {
          reads: false,
          appendsTo: parcel.args[0].map((update) => update.document),
          run: () => calls.appendPassing(...parcel.args),
        }
      : callJob(parcel)

  const callJob = ({ name, args }: Exclude<Parcel, { name: 'append' | 'appendPassing' }>): Job => {
    // The arguments were checked against this very call on the other thread.
    const call = calls[name] as (...args: readonly unknown[]) => unknown
    return { reads: READS.has(name), appendsTo: [], run: () => call(...args) }
  }

  let cleaning: NodeJS.Timeout | null = null
  /** What is gone is deleted between the groups of those who wait; where the disk does not take it, it is tried again. */
  const cleanUp = (inMs = CLEAN_EVERY_MS): void => {
    if (cleaning !== null || !log.hasDropped()) return
    cleaning = setTimeout(() => {
      cleaning = null
      const [answer] = groups.run([ownJob(log.deleteSome)])
      cleanUp(answer !== undefined && 'fault' in answer ? CLEAN_AGAIN_MS : CLEAN_EVERY_MS)
    }, inMs)
  }
  cleanUp()

  port?.on('message', (message: ToWorker) => {
    if (message === 'close') {
      clearTimeout(cleaning ?? undefined)
      database.close()
      lock.close()
      port.close()
      return
    }
    const answers = groups.run(message.flatMap(jobsOf))
    port.postMessage(answers, buffersIn(answers))
    // If it fails, it is due again after the next group; what cannot be written is told to those who write.
    if (log.isFilingDue()) groups.run([ownJob(log.file)])
    cleanUp()
  })
}

/** The buffers to hand over instead of copying them. */
function buffersIn(answers: readonly Answer[]): ArrayBuffer[] {
  return answers.flatMap((answer) => {
    if (!('value' in answer) || typeof answer.value !== 'object' || answer.value === null) return []
    const parts = answer.value instanceof Uint8Array ? [answer.value] : Object.values(answer.value)
    return parts.flatMap((part: unknown) =>
      part instanceof Uint8Array && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
    )
  })
}
