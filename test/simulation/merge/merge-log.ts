// A world's log in a test of merges: rows with their authors, and people with replicas that sync when they
// like. Every letter is written once in a run, so that a letter names who wrote it and when.
import * as Y from 'yjs'
import type { AuthoredRow, AuthoredUpdate, RowAuthor } from '../../../shared/history/merge/merge-types.ts'
import { IdMap } from '../../../shared/yjs/id-map.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { addedClients } from './merge-letters.ts'

type Row = AuthoredRow<RowAuthor>

/** The log of a parent or a draft, from the state that it began with. */
export class Log {
  readonly state: Uint8Array
  readonly rows: Row[] = []
  readonly doc = new Y.Doc({ gc: false })

  constructor(state: Uint8Array) {
    this.state = state
    Y.applyUpdate(this.doc, state)
  }

  append(update: Uint8Array, by: RowAuthor): void {
    this.rows.push({ update, by })
    Y.applyUpdate(this.doc, update)
  }

  appendAll(updates: readonly AuthoredUpdate<RowAuthor>[], otherwise: RowAuthor): void {
    for (const { update, by } of updates) this.append(update, by ?? otherwise)
  }

  /** The document after so many rows. */
  at(rows: number): Y.Doc {
    const doc = new Y.Doc({ gc: false })
    Y.applyUpdate(doc, this.state)
    for (const { update } of this.rows.slice(0, rows)) Y.applyUpdate(doc, update)
    return doc
  }

  now(): Y.Doc {
    return this.at(this.rows.length)
  }
}

/** A person's replica of one log. */
export class Replica {
  readonly doc = new Y.Doc()
  readonly name: string
  readonly log: Log
  /** The rows of the log when it last synced. */
  seen = 0
  unsent: Row[] = []
  /** Called once what was not sent is in the log. */
  arrivals: (() => void)[] = []

  constructor(name: string, log: Log, time: () => number) {
    this.name = name
    this.log = log
    Y.applyUpdate(this.doc, log.state, 'server')
    this.receive()
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') this.unsent.push({ update, by: { author: name, writtenAt: time() } })
    })
  }

  receive(): void {
    for (; this.seen < this.log.rows.length; this.seen++) {
      const row = this.log.rows[this.seen]
      if (row !== undefined) Y.applyUpdate(this.doc, row.update, 'server')
    }
  }

  sync(): void {
    const sent = this.unsent
    this.unsent = []
    for (const { update, by } of sent) this.log.append(update, by)
    for (const arrive of this.arrivals.splice(0)) arrive()
    this.receive()
  }
}

/** Who added each letter that a log ever held, by its rows. */
export function lettersByRow(log: Log): ReadonlyMap<string, readonly RowAuthor[]> {
  const rows = new IdMap<RowAuthor>()
  for (const { update, by } of log.rows) {
    for (const { client, clock, end } of readUpdate(update, 'clocks')?.sections ?? [])
      rows.add({ client, clock, length: end - clock }, by)
  }
  const found = new Map<string, RowAuthor[]>()
  for (const { letter, client, clock } of addedClients(log.doc)) {
    const by = rows.at({ client, clock })
    if (by === null) continue
    const authors = found.get(letter) ?? []
    found.set(letter, authors)
    authors.push(by)
  }
  return found
}
