// Runs before each test file, in the process or thread that runs it: notes what the file costs, and gives
// fast-check a fixed seed each day.
import { isMainThread } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, expect } from 'vitest'
import { addCost } from './process-cpu.ts'
import { seedFromEnvironment } from './simulation/random.ts'

/** A thread's own time; a process counts the threads that tests start in it. */
const cpuUsage = () => (isMainThread ? process.cpuUsage() : process.threadCpuUsage())

const file = (expect.getState().testPath ?? '').slice(import.meta.dirname.length - 'test'.length)
process.env['INKLAND_TEST_FILE'] = file
const before = cpuUsage()

// It takes seeds of 32 bits with a sign.
fc.configureGlobal({ seed: seedFromEnvironment() | 0 })

afterAll(() => {
  const { user, system } = cpuUsage()
  addCost(file, (user + system - before.user - before.system) / 1_000_000)
})
