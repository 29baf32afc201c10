// The engine of the sandbox: read from its package, rewritten and compiled once, and then given to every worker.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { TRIMMING } from '../../../shared/behavior/host/engine/quickjs.ts'
import { compileModules, type Modules } from '../../../shared/behavior/host/engine/compiled-modules.ts'
import { trimModule, type Trimming } from '../../../shared/behavior/host/engine/trimmed-module.ts'

/** Reads and compiles the engine. Rejects when the package is not as expected. */
export async function compileEngine(trimming: Trimming = TRIMMING): Promise<Modules> {
  const path = fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm'))
  return compileModules(trimModule(await readFile(path), trimming))
}

/** The same, in a thread of its own. */
export function compileApart(): Promise<Modules> {
  const worker = new Worker(new URL('compile-thread.ts', import.meta.url), {
    name: 'compiling',
    env: {},
    argv: [],
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that compiles ended before it was done.')))
  })
}
