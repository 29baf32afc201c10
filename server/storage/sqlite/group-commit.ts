// Group commit: all calls that came meanwhile become one transaction and one write to the disk. All are
// answered after it, and a call that is at fault fails alone.
import type { DatabaseSync } from 'node:sqlite'
import { afterAFailure, damagedDatabase } from '../store-faults.ts'
import type { Append, DocumentKey } from '../store.ts'
import { unpackAppends } from '../update-packing.ts'
import type { Calls } from './database-calls.ts'
import type { CommitCounter } from './files/commit-counter.ts'
import type { Log } from './tables/log-table.ts'
import { isDamage, isOfTheDatabase } from './files/sqlite-errors.ts'
import {
  NO_ANSWER,
  READS,
  wordsFor,
  type Parcel,
  type ParcelAnswer,
  type ThreadAnswer,
} from './thread-calls.ts'

/** One call, ready to run. */
interface StoreJob {
  readonly reads: boolean
  /** The documents that it appends to. */
  readonly appendsTo: readonly DocumentKey[]
  run(): unknown
}

export interface CommitGroups {
  /** Answers a group of calls, parcel by parcel; nothing of a call whose answer is a fault is kept. */
  readonly answer: (group: readonly Parcel[]) => ParcelAnswer[]
  /** Does the store's own work, as a group of its own; whether it is done. */
  readonly run: (...work: readonly (() => void)[]) => boolean
}

interface GroupOptions {
  readonly database: DatabaseSync
  readonly log: Pick<Log, 'append' | 'resync'>
  readonly calls: Calls
  readonly commits: CommitCounter
  /** Called after a transaction that wrote. */
  readonly onCommit: () => void
}

export function createGroups({ database, log, calls, commits, onCommit }: GroupOptions): CommitGroups {
  /** The database was found to be damaged: written to, it could only get worse. */
  let isDamaged = false
  const statements = new Map(
    ['BEGIN', 'BEGIN IMMEDIATE', 'COMMIT', 'SAVEPOINT job', 'RELEASE job'].map((sql) => [
      sql,
      database.prepare(sql),
    ]),
  )
  const say = (sql: string) => statements.get(sql)?.run()

  const transaction = (jobs: readonly StoreJob[], runAll: () => ThreadAnswer[]): ThreadAnswer[] => {
    const reads = jobs.every((job) => job.reads)
    say(reads ? 'BEGIN' : 'BEGIN IMMEDIATE')
    try {
      const answers = runAll()
      if (!reads) commits.add()
      say('COMMIT')
      if (!reads) {
        commits.added()
        onCommit()
      }
      return answers
    } catch (error) {
      // SQLite may have ended the transaction itself.
      if (database.isTransaction) database.exec('ROLLBACK')
      log.resync()
      throw error
    }
  }

  const runEach = (jobs: readonly StoreJob[]): ThreadAnswer[] => {
    const failed = new Set<string>()
    return jobs.map((job) => {
      const documents = job.appendsTo.map(({ world, kind }) => `${world}/${kind}`)
      const fail = (error: unknown): ThreadAnswer => {
        for (const document of documents) failed.add(document)
        return { fault: wordsFor(error) }
      }
      if (documents.some((document) => failed.has(document))) return fail(afterAFailure())
      say('SAVEPOINT job')
      try {
        return { value: job.run() }
      } catch (error) {
        if (isOfTheDatabase(error)) throw error
        database.exec('ROLLBACK TO job')
        log.resync()
        return fail(error)
      } finally {
        if (database.isTransaction) say('RELEASE job')
      }
    })
  }

  /** The database itself is in trouble: nothing can be written, but perhaps read. */
  const refuse = (jobs: readonly StoreJob[], error: unknown): ThreadAnswer[] => {
    isDamaged ||= isDamage(error)
    return jobs.map((job) => {
      if (!job.reads || jobs.length === 1) return { fault: wordsFor(error) }
      return run([job])[0] ?? { fault: wordsFor(error) }
    })
  }

  const run = (jobs: readonly StoreJob[]): ThreadAnswer[] => {
    if (isDamaged && jobs.some((job) => !job.reads)) return refuse(jobs, damagedDatabase())
    try {
      return transaction(jobs, () => jobs.map((job) => ({ value: job.run() })))
    } catch (error) {
      if (isOfTheDatabase(error) || jobs.length === 1) return refuse(jobs, error)
    }
    try {
      return transaction(jobs, () => runEach(jobs))
    } catch (error) {
      return refuse(jobs, error)
    }
  }

  const jobsOf = (parcel: Parcel): StoreJob[] =>
    parcel.name === 'append'
      ? unpackAppends(parcel.encoded).map((updates) => appendJob(updates, () => log.append(updates)))
      : [jobOf(calls, parcel)]

  return {
    answer(group) {
      const jobs = group.map(jobsOf)
      const answers = run(jobs.flat())
      let from = 0
      return group.map(({ name }, index) => {
        const own = answers.slice(from, (from += jobs[index]?.length ?? 0))
        return name === 'append' ? appendsAnswer(own) : (own[0] ?? NO_ANSWER)
      })
    },
    run: (...work) => run(work.map((does) => ({ reads: false, appendsTo: [], run: does }))).every(isDone),
  }
}

const appendJob = (updates: readonly Append[], append: () => unknown): StoreJob => ({
  reads: false,
  appendsTo: updates.map((update) => update.document),
  run: append,
})

function jobOf(calls: Calls, parcel: Exclude<Parcel, { name: 'append' }>): StoreJob {
  if (parcel.name === 'appendPassing')
    return appendJob(parcel.args[0], () => calls.appendPassing(...parcel.args))
  const { name, args } = parcel
  // The arguments were checked against this very call on the other thread.
  const call = calls[name] as (...args: readonly unknown[]) => unknown
  return { reads: READS.has(name), appendsTo: [], run: () => call(...args) }
}

const isDone = (answer: ThreadAnswer): boolean => 'value' in answer

function appendsAnswer(answers: readonly ThreadAnswer[]): ParcelAnswer {
  const [first] = answers
  return answers.every(isDone) && first !== undefined && 'value' in first
    ? { first: Number(first.value) }
    : { each: answers }
}
