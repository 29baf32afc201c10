// Applies updates that put much between the letters of a document, as a merge of many passages does. Yjs cuts
// one item after the other, and moves all items of the same client behind it each time: 50,000 cuts take
// seconds. Here all cuts of an update are made before it, in one pass over the items of each client.
import * as Y from 'yjs'
import { readUpdate, type UpdateReading } from './update-reader.ts'
import { MOVED_ITEMS } from './work-steps.ts'

/**
 * An update that moves fewer items than this, when Yjs cuts them, is left to Yjs: some 0.1 ms, and 3 ms while
 * V8 marks garbage. It is not even looked at where it cannot move more.
 */
const MOVES_MIN = 250_000
/** An update has at most one cut for so many of its bytes. */
const BYTES_A_CUT = 2
/** Passing over an item here takes as long as moving it so many times, and a cut as long as so many moves. */
export const PASSED_MOVES = 4
export const CUT_MOVES = 300

/** More than this is not handed to a function one by one. */
const ARGUMENTS_MAX = 10_000

/**
 * The same as `Y.applyUpdate`; the document becomes the same, and so do its events. `cutSteps`: what its cuts
 * take, where that was counted, so that the update need not be looked at.
 */
export function applyCutting(doc: Y.Doc, update: Uint8Array, cutSteps = Infinity): void {
  if (cutSteps * MOVED_ITEMS >= MOVES_MIN && mayMoveMany(doc, update)) applyWithCuts(doc, update, isWorthPass)
  else Y.applyUpdate(doc, update)
}

/** The same; items of a client are cut before where this is worth it, whatever the size. */
export function applyWithCuts(doc: Y.Doc, update: Uint8Array, isWorth: (cuts: Cuts) => boolean): void {
  const cuts = cutsFor(doc, update).filter(isWorth)
  if (cuts.length === 0) return Y.applyUpdate(doc, update)
  const apply = (transaction: Y.Transaction): void => {
    for (const each of cuts) cutItems(transaction, each)
    Y.applyUpdate(doc, update)
  }
  // In one transaction: at its end Yjs joins again what need not have been cut.
  Y.transact(doc, apply, undefined, false)
}

function mayMoveMany({ store }: Y.Doc, update: Uint8Array): boolean {
  let most = 0
  for (const structs of store.clients.values()) most = Math.max(most, structs.length)
  const cuts = update.length / BYTES_A_CUT
  // A cut moves what earlier ones have cut off, too: half of them, on average.
  return cuts * (most + cuts / 2) >= MOVES_MIN
}

/** Where items of a client are cut: before these clocks, each of them within the item at its place. */
interface Cuts {
  readonly client: number
  readonly clocks: { readonly clock: number; readonly place: number }[]
  /** The first and the last of the clocks. */
  first: number
  last: number
  /** How many items Yjs would move, about. */
  moves: number
}

/** One pass takes less than all the moving. */
function isWorthPass({ clocks, moves }: Cuts): boolean {
  const places = clocks.map(({ place }) => place)
  const passed =
    places.reduce((a, b) => Math.max(a, b), 0) - places.reduce((a, b) => Math.min(a, b), Infinity)
  return moves >= MOVES_MIN && moves > passed * PASSED_MOVES + clocks.length * CUT_MOVES
}

/** Where items of the document are cut for an update. */
function cutsFor(doc: Y.Doc, update: Uint8Array): readonly Cuts[] {
  const reading = readUpdate(update)
  if (reading === null) return []
  const { store } = doc
  const cuts = new Map<number, Cuts>()
  const cut = (client: number, clock: number, isDeletion: boolean): void => {
    const structs = store.clients.get(client)
    if (structs === undefined || clock >= Y.getState(store, client)) return
    let known = cuts.get(client)
    // Letters that somebody types stand before the same item, one after the other: it is cut once.
    if (known?.clocks.at(-1)?.clock === clock) return
    const place = Y.findIndexSS(structs, clock)
    const struct = structs[place]
    if (!(struct instanceof Y.Item) || struct.id.clock === clock || (isDeletion && struct.deleted)) return
    if (isWithinLetter(struct, clock)) return
    if (known === undefined)
      cuts.set(client, (known = { client, clocks: [], first: clock, last: clock, moves: 0 }))
    known.moves += structs.length - place + cutBehind(known, clock)
    known.clocks.push({ clock, place })
    known.first = Math.min(known.first, clock)
    known.last = Math.max(known.last, clock)
  }
  for (const [client, clock, isDeletion] of cutClocks(reading)) cut(client, clock, isDeletion)
  return [...cuts.values()]
}

/** How many of the earlier cuts are behind a clock, about: as if they were spread evenly. */
function cutBehind({ clocks, first, last }: Cuts, clock: number): number {
  if (clock >= last) return 0
  return clock <= first ? clocks.length : (clocks.length * (last - clock)) / (last - first)
}

/**
 * Yjs puts marks in place of a letter that it cuts, and it may not have to: the item may still be deleted.
 */
export function isWithinLetter({ id, content }: Y.Item, clock: number): boolean {
  if (!(content instanceof Y.ContentString)) return false
  const before = content.str.charCodeAt(clock - id.clock - 1)
  return before >= 0xd800 && before <= 0xdbff
}

/** Where an update wants items to begin. */
function* cutClocks({ sections, deleted }: UpdateReading): Generator<[number, number, boolean]> {
  for (const { structs } of sections) {
    for (const { left, right } of structs) {
      if (left !== null) yield [left.client, left.clock + 1, false]
      if (right !== null) yield [right.client, right.clock, false]
    }
  }
  for (const { client, clock, length } of deleted) {
    yield [client, clock, true]
    yield [client, clock + length, true]
  }
}

function cutItems(transaction: Y.Transaction, { client, clocks }: Cuts): void {
  const { clients } = transaction.doc.store
  const structs = clients.get(client) ?? []
  const sorted = clocks.toSorted((a, b) => a.clock - b.clock)
  const first = sorted[0]?.place ?? 0
  const cut: (Y.Item | Y.GC)[] = []
  let at = first
  for (let next = 0; next < sorted.length;) {
    const place = sorted[next]?.place ?? first
    for (; at < place; at++) pushOf(cut, structs[at])
    // Yjs cuts an item where it looks for it: alone in a list, where nothing stands behind it.
    const parts: (Y.Item | Y.GC)[] = []
    pushOf(parts, structs[at++])
    clients.set(client, parts)
    for (; sorted[next]?.place === place; next++)
      Y.getItemCleanStart(transaction, Y.createID(client, sorted[next]?.clock ?? 0))
    for (const part of parts) cut.push(part)
  }
  clients.set(client, structs)
  // What is behind is moved once.
  if (cut.length <= ARGUMENTS_MAX) structs.splice(first, at - first, ...cut)
  else clients.set(client, structs.slice(0, first).concat(cut, structs.slice(at)))
}

function pushOf<Each>(to: Each[], each: Each | undefined): void {
  if (each !== undefined) to.push(each)
}
