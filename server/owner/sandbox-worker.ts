// A thread that runs programs, and nothing else. Before the first one runs, what leads from here to the machine is taken
// away: should a program ever get out of its engine, it stands in an empty room.
import { parentPort, workerData } from 'node:worker_threads'
import { serve, type FromWorker, type ToWorker } from '../../shared/behavior/host/channel.ts'
import { createHost, preparePrelude, warmUp } from '../../shared/behavior/host/host.ts'

export interface SandboxWorkerData {
  readonly engine: WebAssembly.Module
  /** Shared with who watches: run, job, beat. */
  readonly marks: Int32Array
  readonly hotMax: number
}

/** What programs do not need, and this thread neither. */
const LEADS_OUT = [
  'process',
  'require',
  'module',
  'Buffer',
  'fetch',
  'Request',
  'Response',
  'FormData',
  'WebSocket',
  'EventSource',
  'BroadcastChannel',
  'MessagePort',
  'Worker',
  'navigator',
  'localStorage',
  'sessionStorage',
  'crypto',
  'CryptoKey',
  'SubtleCrypto',
  'Crypto',
]

function emptyTheRoom(): void {
  for (const name of LEADS_OUT) Reflect.deleteProperty(globalThis, name)
  // Whatever is made of text here would be code of this side.
  for (const prototype of [Object.getPrototypeOf(() => {}), Object.getPrototypeOf(async () => {})]) {
    Reflect.deleteProperty(prototype as object, 'constructor')
  }
  Reflect.deleteProperty(globalThis, 'Function')
  Reflect.deleteProperty(globalThis, 'eval')
}

const { engine, marks, hotMax } = workerData as SandboxWorkerData
const port = parentPort
if (!port) throw new Error('This is a thread, not a program of its own.')
const post = (message: FromWorker) => port.postMessage(message, [])
// Set again for each step: what waits in the queue comes in between.
const soon = setImmediate
const { now } = Date
const { random } = Math
const clock = performance
const usage = process.threadCpuUsage.bind(process)

/** ms that this thread has worked. */
function worked(): number {
  const { user, system } = usage()
  return (user + system) / 1000
}

const prelude = preparePrelude(engine)
const host = createHost({
  wasm: engine,
  prelude,
  now,
  ticks: () => clock.now(),
  worked,
  random,
  hotMax,
  mark: () => Atomics.add(marks, 2, 1),
})
const receive = serve({
  host,
  post,
  ticks: () => clock.now(),
  soon: (go) => void soon(go),
  working(run, job) {
    Atomics.store(marks, 1, job)
    Atomics.store(marks, 0, run)
    Atomics.add(marks, 2, 1)
  },
})
emptyTheRoom()
warmUp(engine, prelude)
port.on('message', (message: ToWorker) => receive(message))
post({ type: 'ready' })
