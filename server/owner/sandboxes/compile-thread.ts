// Compiles the engine that programs run in, says so, and ends: what it takes in one go, people would have to
// wait for.
import { parentPort } from 'node:worker_threads'
import { compileEngine } from './engine-module.ts'

parentPort?.postMessage(await compileEngine(), [])
