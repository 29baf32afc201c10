// Group commit: all calls that came meanwhile become one transaction and one write to the disk. All are
// answered after it, and a call that is at fault fails alone.
import type { DatabaseSync } from 'node:sqlite'
import { afterAFailure, damagedDatabase } from '../store-faults.ts'
import type { DocumentKey } from '../store.ts'
import { isDamage, wordsFor, type ThreadAnswer } from './thread-calls.ts'
import type { CommitCounter } from './files/commit-counter.ts'

/** One call, ready to run. */
export interface StoreJob {
  readonly reads: boolean
  /** The documents that it appends to. */
  readonly appendsTo: readonly DocumentKey[]
  run(): unknown
}

export interface CommitGroups {
  /** Runs jobs in order; nothing of a job whose answer is a fault is kept. */
  run(jobs: readonly StoreJob[]): ThreadAnswer[]
}

interface GroupOptions {
  readonly database: DatabaseSync
  readonly commits: CommitCounter
  /** Called after every rollback, within a transaction or not. */
  readonly resync: () => void
  /** Called after a transaction that wrote. */
  readonly onCommit: () => void
}

export function createGroups({ database, commits, resync, onCommit }: GroupOptions): CommitGroups {
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
      resync()
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
        resync()
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

  return { run }
}

/**
 * Codes of SQLite that blame a single call: TOOBIG, CONSTRAINT, MISMATCH, RANGE. All others blame the disk.
 */
const OF_ONE_CALL: readonly number[] = [18, 19, 20, 25]

function isOfTheDatabase(error: unknown): boolean {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return false
  return !OF_ONE_CALL.includes(error.errcode & 0xff)
}
