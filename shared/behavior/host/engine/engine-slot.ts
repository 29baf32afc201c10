// A seat: an engine in which programs take turns. Its memory holds the image of the one that sits in it, or
// the base alone, and never anything of two.
import { makeEngine, NOBODY, type BaseImage } from './base-image.ts'
import { setRandomSeed } from './random-seed.ts'
import { makeChunks, chunkSpaceOf, type Chunks } from './memory-chunks.ts'
import type { Engine, EngineHooks } from './wasm-engine.ts'

/** The stored form of a program without a seat: all differences of its memory from the base. */
export interface Image {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** How many of the bytes count. */
  readonly used: number
}

/** Of a buffer that is used again, at most so much lies idle. */
const IDLE_PART = 0.25

export class EngineSlot {
  readonly engine: Engine
  readonly #base: BaseImage
  /** Made when it is needed first: while there are seats for all, it is not. */
  #chunks: Chunks | null = null
  /** The image of the program that sits in it, as it was when that sat down; null for one that began here. */
  #laid: Image | null = null

  /**
   * `isCrowds`: programs change often, so that it notes what is written. Throws RangeError without room for
   * one more.
   */
  constructor(base: BaseImage, isCrowds: boolean) {
    this.#base = base
    this.engine = makeEngine(base, isCrowds)
  }

  /** Whether its memory outgrew the base: it is its program's for good then. */
  get isGrown(): boolean {
    return this.engine.memoryBytes > this.#base.chunkMemory.baseBytes
  }

  /** A new program sits down. The seat must be free. */
  begin(hooks: EngineHooks): void {
    this.engine.hooks = hooks
    setRandomSeed(this.engine, this.#base.seedAt, hooks.random)
  }

  /** A program goes on where it was. The seat must be free. */
  resume(hooks: EngineHooks, image: Image): void {
    const { bytes, used } = image
    this.engine.hooks = hooks
    this.#laid = image
    chunkSpaceOf(this.#base.chunkMemory, used).set(bytes.subarray(0, used))
    this.#lifting().lay(used)
  }

  /**
   * Its program leaves, and all that is its own with it; the base is left. The buffer of its image before may
   * serve again.
   */
  park(): Image {
    const last = this.#laid
    const used = this.clear()
    const isFitting = last && used <= last.bytes.length && used >= last.bytes.length * (1 - IDLE_PART)
    const bytes = isFitting ? last.bytes : new Uint8Array(Math.ceil(used * (1 + IDLE_PART / 2)))
    bytes.set(chunkSpaceOf(this.#base.chunkMemory, used))
    return { bytes, used }
  }

  /** Leaves nothing but the base; answers how many bytes of an image are in the scratch memory. */
  clear(): number {
    const laid = this.#laid
    this.engine.hooks = NOBODY
    this.#laid = null
    return this.#lifting().lift(laid?.bytes.subarray(0, laid.used))
  }

  #lifting(): Chunks {
    this.#chunks ??= makeChunks(this.engine.memory, this.#base.chunkMemory, this.engine.notes)
    return this.#chunks
  }
}
