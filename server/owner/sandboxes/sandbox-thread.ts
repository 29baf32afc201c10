// A thread that runs programs, and nothing else: no environment but where compiled code is, no input, and
// before the first program runs nothing that leads to the machine either.
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { serve, type FromWorker, type ToSandbox } from '../../../shared/behavior/host/worker-channel.ts'
import { createHost, prepare, warmUp } from '../../../shared/behavior/host/program-host.ts'
import type { Modules } from '../../../shared/behavior/host/engine/compiled-modules.ts'
import { removeGlobals } from '../../../shared/behavior/host/engine/emptied-globals.ts'

export interface SandboxWorkerData {
  readonly engine: Modules
  /** Shared with the watchdog: run, job, beat, delivery, and the line or -1. */
  readonly marks: Int32Array
  readonly hotMax: number
}

const { engine, marks, hotMax } = workerData as SandboxWorkerData
const port = parentPort
if (!port) throw new Error('This is a thread, not a program of its own.')
const post = (message: FromWorker) => port.postMessage(message, [])
// Set again for each step: messages in the queue come in between.
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

const { wait } = Atomics
const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
/** Long enough for a thread that waits to be given the core, in ms. */
const BREATH_MS = 0.05

/**
 * On a machine with one core to spare, people's sync goes before programs. Linux knows threads; elsewhere all
 * are equal.
 */
function stepBack(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), 10)
  } catch {
    // Not Linux, or not allowed: nothing depends on it.
  }
}

const base = prepare(engine, random)
const host = createHost({
  base,
  now,
  ticks: () => clock.now(),
  worked,
  breathe: () => void wait(nothing, 0, 0, BREATH_MS),
  random,
  hotMax,
  mark(delivery, line) {
    Atomics.store(marks, 3, delivery)
    Atomics.store(marks, 4, line ?? -1)
    Atomics.add(marks, 2, 1)
  },
})
warmUp(base)
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
// Before it is ready nothing is held up by it, and everybody waits for it: then it goes before nobody.
stepBack()
removeGlobals()
port.on('message', (message: ToSandbox) => receive(message))
post({ type: 'ready' })
