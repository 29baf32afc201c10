// The engine of the sandbox: read from its package, rewritten and compiled once, and then given to every
// worker.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { TRIMMING } from '../../../shared/behavior/host/engine/quickjs.ts'
import { compileModules, type Modules } from '../../../shared/behavior/host/engine/compiled-modules.ts'
import { trimModule, type Trimming } from '../../../shared/behavior/host/engine/trimmed-module.ts'

/** Reads and compiles the engine. Rejects when the package is not as expected. */
export async function compileEngine(trimming: Trimming = TRIMMING): Promise<Modules> {
  const path = fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm'))
  return compileModules(trimModule(await readFile(path), trimming))
}
