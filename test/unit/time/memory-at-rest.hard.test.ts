// Memory is given back where nobody does anything that would have to wait for it.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchMemoryAtRest } from '../../../server/operations/memory-at-rest.ts'
import { startServer, until } from '../../process.ts'
import { VirtualTime } from '../../simulation/time.ts'

test('memory is given back after a start, and once a minute after each visit', async () => {
  const time = new VirtualTime()
  const begun = time.now()
  const collectedAt: number[] = []
  let connections = 0
  const end = watchMemoryAtRest({
    connections: () => connections,
    worked: () => 0,
    collect: () => void collectedAt.push(time.now() - begun),
    clock: time,
  })
  await time.pass(100_000)
  expect(collectedAt).toEqual([1_000])

  connections = 2
  await time.pass(600_000)
  expect(collectedAt).toEqual([1_000])
  connections = 0
  await time.pass(59_000)
  expect(collectedAt).toEqual([1_000])
  await time.pass(600_000)
  expect(collectedAt).toEqual([1_000, 760_000])
  end()
  connections = 1
  await time.pass(2_000)
  connections = 0
  await time.pass(600_000)
  expect(collectedAt).toHaveLength(2)
})

test('memory is given back while many are connected who do nothing, once after many came or went', async () => {
  const time = new VirtualTime()
  const begun = time.now()
  const collectedAt: number[] = []
  let connections = 99
  let worked = 0
  const end = watchMemoryAtRest({
    connections: () => connections,
    worked: () => worked,
    collect: () => void collectedAt.push(time.now() - begun),
    clock: time,
  })
  await time.pass(600_000)
  expect(collectedAt).toEqual([])

  connections = 100
  for (let second = 0; second < 60; second += 1) {
    worked += 60
    await time.pass(1_000)
  }
  expect(collectedAt).toEqual([])
  await time.pass(16_000)
  expect(collectedAt).toEqual([675_000])

  connections = 150
  await time.pass(600_000)
  expect(collectedAt).toHaveLength(1)
  connections = 200
  worked += 100_000
  await time.pass(600_000)
  expect(collectedAt).toHaveLength(2)
  connections = 0
  await time.pass(600_000)
  expect(collectedAt).toHaveLength(3)
  end()
})

/** Has V8 print each collection, with its thread and its reason. */
const TRACE = `import { setFlagsFromString } from 'node:v8'; setFlagsFromString('--trace-gc')`

test('a node gives memory back soon after its start, its store too, unless somebody is there', async () => {
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(TRACE)}` }
  await using visited = await startServer({ env })
  const somebody = connect(visited.port, '127.0.0.1')
  // It knows of them once it has answered; a slow one has given memory back before they came.
  somebody.write('GET /healthz HTTP/1.1\r\nhost: node\r\n\r\n')
  await once(somebody, 'data')
  await pause(100)
  const before = threadsIn(visited.lines()).size
  await using node = await startServer({ env })
  await until('the node and its store gave memory back', () => threadsIn(node.lines()).size === 2)
  // It was due there before.
  expect(threadsIn(visited.lines()).size).toBe(before)
  somebody.destroy()
})

/** The threads that collected because they were asked to, which V8 calls testing: `[PROCESS:THREAD] …`. */
const threadsIn = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.filter((line) => line.includes(' testing;')).map((line) => line.split(' ')[0] ?? ''))
