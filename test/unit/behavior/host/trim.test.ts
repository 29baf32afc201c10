import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ModuleReader, sectionsOf } from '../../../../shared/behavior/host/engine/module-bytes.ts'
import { TRIMMING } from '../../../../shared/behavior/host/engine/quickjs.ts'
import {
  LOOK_OFTEN,
  placesOf,
  SMALL_BIGINTS,
  trimModule,
} from '../../../../shared/behavior/host/engine/trimmed-module.ts'

import { base } from './made.ts'

const wasm = await readFile(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')))

test('a trimmed module exports what is kept, and nothing else', () => {
  const module = new WebAssembly.Module(trimModule(wasm, TRIMMING))
  const names = WebAssembly.Module.exports(module).map(({ name }) => name)
  expect(new Set(names)).toEqual(TRIMMING.keep)
  expect(WebAssembly.Module.exports(new WebAssembly.Module(wasm)).length).toBeGreaterThan(400)
})

test('the code has each number that is made tighter exactly where it is expected', () => {
  expect(placesOf(LOOK_OFTEN, wasm)).toHaveLength(3)
  expect(placesOf(SMALL_BIGINTS, wasm)).toHaveLength(1)
  const trimmed = trimModule(wasm, TRIMMING)
  expect(placesOf(LOOK_OFTEN, trimmed)).toHaveLength(0)
  expect(placesOf(SMALL_BIGINTS, trimmed)).toHaveLength(0)
})

test('the stack lies below all data, so that nothing below its end lasts while nothing runs', () => {
  const data = [...sectionsOf(wasm)].find(([id]) => id === 11)?.[1] ?? new Uint8Array()
  const reader = new ModuleReader(data, 0)
  const starts = Array.from({ length: reader.number() }, () => {
    // A segment of the first memory, at a constant: flag 0, i32.const, the address, end.
    expect([reader.byte(), reader.byte()]).toEqual([0, 0x41])
    const start = reader.number()
    expect(reader.byte()).toBe(0x0b)
    reader.bytes(reader.number())
    return start
  })
  expect(starts.length).toBeGreaterThan(0)
  expect(Math.min(...starts)).toBe(base.handles.rest)
  expect(base.chunkMemory.keptFrom).toBe(base.handles.rest)
})

test('what is no module, or ends too early, is refused', () => {
  expect(() => trimModule(new Uint8Array(3), TRIMMING)).toThrow('Not a WebAssembly module')
  expect(() => trimModule(wasm.subarray(0, 5000), TRIMMING)).toThrow('ends too early')
})
