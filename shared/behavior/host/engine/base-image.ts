// The beginning of all programs of a worker: an engine in which the prelude has run, as bytes. A program's
// memory is these bytes, and its differences from them.
import { MEMORY_BYTES, STACK_BYTES } from '../../program-limits.ts'
import { findSeed } from './random-seed.ts'
import { layBase, makeChunkMemory, type ChunkMemory } from './memory-chunks.ts'
import { Engine, type EngineHooks, type GuestFunction, type Handles } from './wasm-engine.ts'
import type { Modules } from './compiled-modules.ts'

/** Room for values of a program before its memory has to grow, in bytes: nearly all need no more. */
const HEADROOM_BYTES = 192 * 1024
const BOUNDS = { memoryBytes: MEMORY_BYTES, stackBytes: STACK_BYTES }

/** The guest's functions; see guest-source.ts. */
export interface Guest {
  readonly deliver: GuestFunction
  readonly beat: GuestFunction
  readonly happen: GuestFunction
  readonly again: GuestFunction
  readonly settle: GuestFunction
  readonly fail: GuestFunction
  readonly thrown: GuestFunction
}

export interface BaseImage {
  readonly wasm: Modules
  readonly chunkMemory: ChunkMemory
  readonly handles: Handles
  readonly guest: Guest
  /** Where the seed of Math.random is: it must not be the same in two programs. */
  readonly seedAt: number
}

/** Makes an engine, runs in it what comes before every program, and keeps what has become of its memory. */
export function prepareBase(
  wasm: Modules,
  prelude: readonly string[],
  random: () => number,
  isPlain?: boolean,
): BaseImage {
  // The engine takes its seeds from the clock and from chance, and the memory has them as it has all else.
  const hooks: EngineHooks = {
    ...NOBODY,
    isOver: () => false,
    now: () => Math.floor(random() * 2 ** 52),
    random,
  }
  const engine = new Engine(wasm.swift, hooks)
  engine.start(BOUNDS)
  engine.defineHost()
  for (const bytecode of compilePrelude(wasm.swift, prelude)) engine.run(bytecode)
  const take = (name: string) => engine.take('__guest', name)
  const guest: Guest = {
    deliver: take('deliver'),
    beat: take('beat'),
    happen: take('happen'),
    again: take('again'),
    settle: take('settle'),
    fail: take('fail'),
    thrown: take('thrown'),
  }
  engine.watchRejections(take('unhandled'))
  engine.evaluate('delete globalThis.__guest; delete globalThis.__host', 'page.js')
  engine.reserve(HEADROOM_BYTES)
  const image = new Uint8Array(engine.memory.buffer)
  const base = {
    wasm,
    // The stack lies below all else: at rest, nothing below where it ends is read again.
    chunkMemory: makeChunkMemory(image, isPlain, engine.handles.rest),
    handles: engine.handles,
    guest,
    seedAt: findSeed(wasm.swift, BOUNDS),
  }
  for (const isNoting of [false, true]) {
    const copy = new Uint8Array(makeEngine(base, isNoting).memory.buffer)
    if (!isEqual(copy, image)) throw new Error('A copy of the engine is not as the engine is.')
  }
  return base
}

/**
 * Makes another engine in the state of the first one, with the base in its memory. With `isNoting`, the
 * engine notes its writes, if there is such an engine. Throws RangeError if there is no room for one more.
 */
export function makeEngine({ wasm, chunkMemory, handles }: BaseImage, isNoting: boolean): Engine {
  const engine = new Engine((isNoting && chunkMemory.module ? wasm.noting : null) ?? wasm.swift, NOBODY)
  const { memory } = engine
  memory.grow((chunkMemory.baseBytes - memory.buffer.byteLength) / 65_536)
  layBase(memory, chunkMemory)
  engine.resume(handles)
  return engine
}

/** The owner of an engine in which no program is. */
export const NOBODY: EngineHooks = { call: () => 'null', isOver: () => true, now: () => 0, random: () => 0 }

/** Bytecode: compiled once, in an engine of its own, which also holds the sources. */
function compilePrelude(wasm: WebAssembly.Module, sources: readonly string[]): Uint8Array[] {
  const engine = new Engine(wasm, { ...NOBODY, isOver: () => false })
  engine.start({ ...BOUNDS, memoryBytes: 4 * MEMORY_BYTES })
  return sources.map((source) => engine.compile(source))
}

function isEqual(some: Uint8Array, other: Uint8Array): boolean {
  if (some.length !== other.length) return false
  for (let index = 0; index < some.length; index++) if (some[index] !== other[index]) return false
  return true
}
