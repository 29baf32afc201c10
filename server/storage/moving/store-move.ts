// Moves a stopped node from one store to another: copies all, compares both, and then, in one moment, says in
// the data folder that the new one counts. Cut off before that, the old one is the node's and the next move
// begins anew; after it, whoever opens the folder ends the rest. The old store is kept.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { lastHolder, noteHolder, readBinding } from '../opening/folder-binding.ts'
import { storeName, type StoreAddress } from '../opening/store-address.ts'
import { fillDatabase, readDatabase } from '../postgres/contents/database-ends.ts'
import { fillFolder, readFolder } from '../sqlite/contents/folder-ends.ts'
import { lockFolder } from '../sqlite/files/data-folder.ts'
import { assertNotLeft } from '../sqlite/files/left-folder.ts'
import { assertHasDatabase, describeTrouble, inspectFolder, noWorldsIn } from '../sqlite/folder-inspection.ts'
import { StoreRefusal } from '../store-refusal.ts'
import { movedAndNotSettled, whyNotMoved } from './move-faults.ts'
import { cutOffMoves, readMoveNote, writeMoveNote, type MoveNote } from '../opening/move-note.ts'
import { ARRIVING, settleLocked } from '../opening/move-settling.ts'
import { compareContents } from './store-comparison.ts'
import type { FillingStore, StoreContents } from '../store-contents.ts'
import { copyContents, type TellProgress } from './store-copying.ts'

interface StoreMove {
  /** The data folder, which says where the node's worlds are. */
  readonly data: string
  /** The address of that store, with its password, where it is a database. */
  readonly from: StoreAddress
  readonly to: StoreAddress
  /** ms since 1970. */
  readonly now: number
  readonly tell: TellProgress
  /** Brings what is beside the stores; called once all else has arrived, before the new store counts. */
  readonly carry: (from: StoreAddress) => Promise<void>
}

export interface DoneMove {
  readonly from: string
  readonly to: string
  readonly worlds: number
  readonly rows: number
  readonly digest: string
  /** The folder where the old files stand; null where the old store is a database. */
  readonly aside: string | null
}

/** The store that is left. */
interface LeftEnd {
  readonly contents: StoreContents
  leave(move: string): Promise<void>
  close(): Promise<void>
}

/** The store that is filled. */
interface FilledEnd {
  readonly filling: FillingStore
  finish(move: string): Promise<NonNullable<MoveNote['done']>>
  /** The folder says that it counts now. */
  settle(): Promise<void>
  abandon(): Promise<void>
}

/** Rejects with a StoreRefusal that says what to do. */
export async function moveStore(asked: StoreMove): Promise<DoneMove> {
  const { data } = asked
  if (!existsSync(data)) throw new StoreRefusal(noWorldsIn(data))
  const lock = lockFolder(data)
  try {
    settleLocked(data)
    assertNotLeft(data)
    return await moveLocked(asked)
  } finally {
    lock.close()
  }
}

async function moveLocked(asked: StoreMove): Promise<DoneMove> {
  const { data, to, now, tell, carry } = asked
  const from = sourceOf(asked)
  const names = { from: placeOf(from, data), to: placeOf(to, data) }
  if (from.kind === 'sqlite' && to.kind === 'sqlite') {
    throw new StoreRefusal(`The worlds are in ${names.from} already.`)
  }
  const move = randomUUID()
  const note: MoveNote = { move, before: [...cutOffMoves(data)], done: null, at: now, ...names }
  const open: { left: LeftEnd | null; filled: FilledEnd | null } = { left: null, filled: null }
  try {
    const left = (open.left = await openLeft(asked, from, names.to))
    const filled = (open.filled = await openFilled(asked, names.from))
    writeMoveNote(data, note)
    await copyContents(left.contents, filled.filling, tell)
    const { difference, ...compared } = await compareContents(left.contents, filled.filling, tell)
    if (difference !== null) throw new StoreRefusal(`The copy is not the same (${difference}).`)
    tell({ step: 'compared', done: 1, of: 1 })
    await carry(from)
    const done = await filled.finish(move)
    tell({ step: 'arrived', done: 1, of: 1 })
    await left.leave(move)
    tell({ step: 'left', done: 1, of: 1 })
    await left.close()
    open.left = null
    writeMoveNote(data, { ...note, done })
    open.filled = null
    tell({ step: 'done', done: 1, of: 1 })
    const aside = settleLocked(data)
    // The next start does it, where the database is away just now.
    await filled.settle().catch(() => filled.abandon())
    return { ...names, ...compared, aside }
  } catch (error) {
    if ((readMoveNote(data)?.done ?? null) !== null) throw movedAndNotSettled(error, names.to)
    throw whyNotMoved(error, names)
  } finally {
    await open.filled?.abandon().catch(() => {})
    await open.left?.close().catch(() => {})
  }
}

const placeOf = (address: StoreAddress, data: string): string =>
  address.kind === 'sqlite' ? `SQLite in ${data}` : storeName(address, data)

/** Where the worlds are: the folder knows. */
function sourceOf({ data, from, to }: StoreMove): StoreAddress {
  const binding = readBinding(data)
  if (binding === null) {
    assertHasDatabase(data)
    return { kind: 'sqlite' }
  }
  if (from.kind === 'postgres') return from
  throw new StoreRefusal(
    to.kind === 'postgres' && to.database.name === binding.name
      ? `The worlds are in the database ${binding.name} already.`
      : `The worlds are in the database ${binding.name}: name it with its password in INKLAND_STORE (or --store), so that they can be read.`,
  )
}

async function openLeft({ data, now }: StoreMove, from: StoreAddress, place: string): Promise<LeftEnd> {
  if (from.kind === 'sqlite') {
    const trouble = inspectFolder(data, { whole: true })
    if (trouble !== null) throw new StoreRefusal(describeTrouble(data, trouble))
    const { contents, close } = readFolder(data)
    return { contents, leave: () => Promise.resolve(), close: async () => close() }
  }
  const expected = readBinding(data)?.id ?? ''
  const known = { expected, dead: lastHolder(data), cutOff: cutOffMoves(data) }
  const { holder, contents, leave, close } = await readDatabase({ address: from.database, ...known })
  // Where this process is killed, nobody has to wait until it is taken for dead.
  noteHolder(data, holder)
  return { contents, leave: (move) => leave({ move, at: now, place }), close }
}

async function openFilled({ data, to, now }: StoreMove, place: string): Promise<FilledEnd> {
  if (to.kind === 'sqlite') {
    const { filling, finish, abandon } = fillFolder(join(data, ARRIVING))
    return {
      filling,
      finish: async () => {
        finish()
        return { kind: 'sqlite' }
      },
      settle: () => Promise.resolve(),
      abandon: async () => abandon(),
    }
  }
  const { database } = to
  const { filling, finish, settle, abandon } = await fillDatabase(database, cutOffMoves(data))
  return {
    filling,
    finish: async (move) => ({
      kind: 'postgres',
      id: await finish({ move, at: now, place }),
      name: database.name,
    }),
    settle,
    abandon,
  }
}
