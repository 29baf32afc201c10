// The engine's code, as every worker gets it.
import { CHUNKS_MODULE } from './chunks-module.ts'
import { trackModule } from './write-tracking.ts'

/** The engine, compiled twice. */
export interface Modules {
  readonly swift: WebAssembly.Module
  /**
   * A fifth slower, but it notes what is written (see write-tracking.ts). Null where a module cannot have two
   * memories.
   */
  readonly noting: WebAssembly.Module | null
}

/** Compiles a trimmed engine. */
export async function compileModules(trimmed: Uint8Array<ArrayBuffer>): Promise<Modules> {
  const swift = WebAssembly.compile(trimmed)
  const noting = WebAssembly.validate(CHUNKS_MODULE) ? WebAssembly.compile(trackModule(trimmed)) : null
  return { swift: await swift, noting: await noting }
}
