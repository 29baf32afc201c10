// The differences of a memory from a base, in chunks of 16 bytes: lifted out of it, so that the base is left,
// and laid back. All of the memory is compared, every time, also parts that nobody should have written; of a
// memory with notes of all that is written, only what is noted.
import { BLOCK, CHUNK, CHUNKS_MODULE, ENTRY } from './chunks-module.ts'
import { NOTED, NOTES_AT } from './write-tracking.ts'

/** How finely it is known where the base has nothing but zeros. */
const PAGE = 4096

/** The base, and beside it room for all that may differ from it. Only this side can reach it. */
export interface ChunkMemory {
  /** The base first, then the room. */
  readonly memory: WebAssembly.Memory
  readonly baseBytes: number
  /** Before this nothing is kept: it is made the base again, and that is all. */
  readonly keptFrom: number
  readonly runs: readonly ByteRun[]
  /** Null where WebAssembly lacks what it needs. */
  readonly module: WebAssembly.Module | null
  /** For memories that have no notes. */
  readonly noNotes: WebAssembly.Memory
}

/** A part of the base, in bytes. */
interface ByteRun {
  readonly from: number
  readonly to: number
  readonly isZero: boolean
}

export interface Chunks {
  /**
   * Moves all differences from the base into the shared space, and restores the base; returns how many bytes
   * they are. `laid`: what was laid last, if anything was since the base was there.
   */
  lift(laid?: Uint8Array): number
  /** Puts into the memory what lies in the scratch memory, so many bytes. */
  lay(bytes: number): void
}

/** The module's exports; addresses are in the shared space. */
interface ChunkExports {
  readonly lift: (from: number, to: number, at: number) => number
  readonly liftZero: (from: number, to: number, at: number) => number
  readonly liftNoted: (note: number, end: number, at: number, each: number) => number
  readonly lay: (at: number, end: number) => void
  readonly keepClean: (at: number, end: number, to: number, note: number) => number
}

/** `isPlain`: as where WebAssembly lacks what the module needs. `keptFrom` is rounded down to a page. */
export function makeChunkMemory(
  base: Uint8Array,
  isPlain = !WebAssembly.validate(CHUNKS_MODULE),
  keptFrom = 0,
): ChunkMemory {
  const room = (base.length / CHUNK) * ENTRY
  const memory = new WebAssembly.Memory({ initial: Math.ceil((base.length + room) / 65_536) })
  const bytes = new Uint8Array(memory.buffer)
  const kept = keptFrom - (keptFrom % PAGE)
  const runs = [...runsOf(base, 0, kept), ...runsOf(base, kept, base.length)]
  for (const { from, to, isZero } of runs) if (!isZero) bytes.set(base.subarray(from, to), from)
  return {
    memory,
    baseBytes: base.length,
    keptFrom: kept,
    runs,
    module: isPlain ? null : new WebAssembly.Module(CHUNKS_MODULE),
    noNotes: new WebAssembly.Memory({ initial: 1 }),
  }
}

/** The space for lifted chunks. */
export function chunkSpaceOf({ memory, baseBytes }: ChunkMemory, bytes: number): Uint8Array {
  return new Uint8Array(memory.buffer, baseBytes, bytes)
}

/** Puts the base into a memory that has nothing in it. */
export function layBase(seat: WebAssembly.Memory, { memory, runs }: ChunkMemory): void {
  const bytes = new Uint8Array(seat.buffer)
  for (const { from, to, isZero } of runs) {
    if (!isZero) bytes.set(new Uint8Array(memory.buffer, from, to - from), from)
  }
}

/**
 * Lifts out of a memory, and lays into it. It must be as long as the base whenever that is done, and have the
 * base in it now. With `notes` of all that is written into it (see write-tracking.ts), what was laid and not
 * written to since is taken as it was laid, and of the rest only what is noted is looked at.
 */
export function makeChunks(
  seat: WebAssembly.Memory,
  chunkMemory: ChunkMemory,
  notes?: WebAssembly.Memory,
): Chunks {
  if (!chunkMemory.module) return plainChunks(seat, chunkMemory)
  const imports = {
    seat: { memory: seat },
    scratch: { memory: chunkMemory.memory },
    notes: { memory: notes ?? chunkMemory.noNotes },
  }
  // chunks-module.ts describes its exports.
  const exports = new WebAssembly.Instance(chunkMemory.module, imports).exports as unknown as ChunkExports
  return notes ? notedChunks(exports, chunkMemory, notes) : swiftChunks(exports, chunkMemory)
}

function notedChunks(
  { liftNoted, lay, keepClean }: ChunkExports,
  chunkMemory: ChunkMemory,
  notes: WebAssembly.Memory,
): Chunks {
  const { baseBytes, keptFrom } = chunkMemory
  const [first, end] = [keptFrom / NOTED, baseBytes / NOTED]
  const noteOf = new Uint8Array(notes.buffer, NOTES_AT)
  const keep = (laid: Uint8Array): number => {
    chunkSpaceOf(chunkMemory, laid.length).set(laid)
    return keepClean(baseBytes, baseBytes + laid.length, baseBytes, 0)
  }
  return {
    lift(laid) {
      if (first > 0) liftNoted(0, first, baseBytes, 0)
      const kept = laid && laid.length > 0 ? keep(laid) : baseBytes
      const at = liftNoted(first, end, kept, 0)
      noteOf[end - 1] = 0
      return at - baseBytes
    },
    lay(bytes) {
      if (bytes > 0) lay(baseBytes, baseBytes + bytes)
    },
  }
}

function swiftChunks({ lift, liftZero, lay }: ChunkExports, chunkMemory: ChunkMemory): Chunks {
  const { baseBytes, keptFrom, runs } = chunkMemory
  return {
    lift() {
      let at = baseBytes
      for (const { from, to, isZero } of runs) {
        if (from === keptFrom) at = baseBytes
        at = isZero ? liftZero(from, to, at) : lift(from, to, at)
      }
      return at - baseBytes
    },
    lay(bytes) {
      if (bytes > 0) lay(baseBytes, baseBytes + bytes)
    },
  }
}

const CHUNK_WORDS = CHUNK / 4
const ENTRY_WORDS = ENTRY / 4

/** The same with four bytes at a time: ten times slower, and it runs everywhere. */
function plainChunks(seat: WebAssembly.Memory, { memory, baseBytes, keptFrom }: ChunkMemory): Chunks {
  const chunkWords = new Int32Array(memory.buffer)
  const room = baseBytes / 4
  return {
    lift() {
      const words = new Int32Array(seat.buffer)
      let at = room
      for (let from = 0; from < room; from += CHUNK_WORDS) {
        if (from * 4 === keptFrom) at = room
        if (isEqual(words, chunkWords, from)) continue
        chunkWords[at] = from * 4
        chunkWords.set(words.subarray(from, from + CHUNK_WORDS), at + 1)
        words.set(chunkWords.subarray(from, from + CHUNK_WORDS), from)
        at += ENTRY_WORDS
      }
      return (at - room) * 4
    },
    lay(bytes) {
      const words = new Int32Array(seat.buffer)
      for (let at = room; at < room + bytes / 4; at += ENTRY_WORDS) {
        words.set(chunkWords.subarray(at + 1, at + ENTRY_WORDS), (chunkWords[at] ?? 0) / 4)
      }
    },
  }
}

function isEqual(some: Int32Array, other: Int32Array, from: number): boolean {
  for (let at = from; at < from + CHUNK_WORDS; at++) if (some[at] !== other[at]) return false
  return true
}

function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false
  return true
}

function runsOf(base: Uint8Array, start: number, end: number): ByteRun[] {
  if (end % PAGE !== 0 || PAGE % BLOCK !== 0) throw new RangeError('The base is no whole pages.')
  const runs: ByteRun[] = []
  for (let from = start; from < end; from += PAGE) {
    const to = from + PAGE
    const isZero = isEmpty(base, from, to)
    const last = runs.at(-1)
    if (last?.isZero === isZero) runs[runs.length - 1] = { ...last, to }
    else runs.push({ from, to, isZero })
  }
  return runs
}
