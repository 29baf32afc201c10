// Compiles the engine that programs run in, says so, and ends: it takes long in one go, and people would have
// to wait for that.
import { parentPort } from 'node:worker_threads'
import { compileEngine } from './engine-module.ts'

parentPort?.postMessage(await compileEngine(), [])
