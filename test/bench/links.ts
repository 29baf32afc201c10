// The cost of joining two nodes: `node test/bench/links.ts` prints how much later an edit arrives and is seen
// through another node, how much memory 200 followed worlds take on both, and how much one at rest sends in a
// minute.
import { fork } from 'node:child_process'
import { createServer, connect, type Socket } from 'node:net'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { open, startPeer, makeWorld, type PeerNode } from '../peers.ts'
import { until } from '../process.ts'
import { Visitor } from '../fault/peers/visitor.ts'
import { timesSeen } from './links-seen.ts'

const EDITS = 300
const WORLDS = 200
const REST_S = 60

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
const foreign = (world: string, { name }: Pick<PeerNode, 'name'>): string => world.replace('/', `@${name}/`)

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(2)
}

/**
 * The network's own delay for one way between two processes, in ms: half of there and back, as often as there
 * are edits.
 */
async function networkDelay(): Promise<number> {
  const echo = fork(new URL('echo.ts', import.meta.url))
  const port = await new Promise<number>((resolve) => echo.once('message', (told) => resolve(Number(told))))
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  const times: number[] = []
  for (let n = 0; n < EDITS; n++) {
    const since = performance.now()
    socket.write('an edit of a letter is about as long as this sentence is')
    await once(socket, 'data')
    times.push((performance.now() - since) / 2)
    await pause(5)
  }
  socket.destroy()
  echo.disconnect()
  return times.toSorted((x, y) => x - y)[Math.floor(EDITS / 2)] ?? Number.NaN
}

/** Times from an edit of bob's until somebody at his node sees it, and until ada does at hers. */
async function latency(a: PeerNode, b: PeerNode): Promise<void> {
  const world = await makeWorld(b.admin, 'Latency')
  await open(b.admin, world, 'edit')
  const bob = await Visitor.open(b.server.wsUrl, world, b.admin)
  const near = await Visitor.open(b.server.wsUrl, world, b.admin)
  const far = await Visitor.open(a.server.wsUrl, foreign(world, b), a.admin)
  const times: { near: number[]; far: number[] } = { near: [], far: [] }
  for (let edit = 0; edit < EDITS; edit++) {
    const since = performance.now()
    const seen = (visitor: Visitor, into: number[]): Promise<void> =>
      new Promise((resolve) => {
        visitor.doc.once('update', () => {
          into.push(performance.now() - since)
          resolve()
        })
      })
    const both = [seen(near, times.near), seen(far, times.far)]
    bob.write('.')
    await Promise.all(both)
    await pause(5)
  }
  for (const visitor of [bob, near, far]) visitor.close()
  tell('an edit is had', times)
}

/** The same on two screens. */
async function seen(a: PeerNode, b: PeerNode): Promise<void> {
  tell('an edit is on a screen', await timesSeen(a, b))
}

interface Times {
  readonly near: readonly number[]
  readonly far: readonly number[]
}

function tell(what: string, times: Times): void {
  const [near, far] = [times.near, times.far].map((each) => each.toSorted((x, y) => x - y))
  if (near === undefined || far === undefined) return
  console.log(`${what} at its own node after ${at(near, 0.5)} ms (p95 ${at(near, 0.95)})`)
  console.log(`and through another node after ${at(far, 0.5)} ms (p95 ${at(far, 0.95)})`)
  const ratios = [0.5, 0.95].map((share) =>
    ((Number(at(far, share)) - delay) / Number(at(near, share))).toFixed(2),
  )
  console.log(
    `which is ${ratios[0]} x (p95 ${ratios[1]} x) and the network's delay of ${delay.toFixed(2)} ms`,
  )
}

async function memory(a: PeerNode, b: PeerNode): Promise<void> {
  const worlds: string[] = []
  for (let n = 0; n < WORLDS; n++) {
    const world = await makeWorld(b.admin, `World ${n}`)
    await open(b.admin, world, 'see')
    worlds.push(world)
  }
  await pause(2000)
  const before = [residentMb(a.server.pid), residentMb(b.server.pid)]
  const visitors: Visitor[] = []
  for (const world of worlds) visitors.push(await Visitor.open(a.server.wsUrl, foreign(world, b), a.admin))
  await pause(5000)
  const after = [residentMb(a.server.pid), residentMb(b.server.pid)]
  const grew = after.map((mb, n) => (mb - (before[n] ?? 0)).toFixed(0))
  console.log(
    `${visitors.filter(({ line }) => line !== null).length} followed worlds take ${grew[0]} MB on the node that follows, ${grew[1]} MB on their host`,
  )
  for (const visitor of visitors) visitor.close()
}

/** A line between the nodes that counts what goes over it. */
async function rest(a: PeerNode): Promise<void> {
  let bytes = 0
  let target = 0
  const proxy = createServer((near: Socket) => {
    const far = connect(target, '127.0.0.1')
    const count = (chunk: Buffer) => (bytes += chunk.length)
    near.on('data', count).on('error', () => far.destroy())
    far.on('data', count).on('error', () => near.destroy())
    near.pipe(far)
    far.pipe(near)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const origin = `http://127.0.0.1:${port}`
  const c = await startPeer('carl', { args: ['--origin', origin] })
  target = c.server.port
  const world = await makeWorld(c.admin, 'Rest')
  await open(c.admin, world, 'edit')
  const ada = await Visitor.open(a.server.wsUrl, world.replace('/', `@127.0.0.1:${port}/`), a.admin)
  ada.write('.')
  await until('it is saved', () => ada.isSaved)
  await pause(3000)
  const before = bytes
  await pause(REST_S * 1000)
  console.log(
    `a followed world at rest, with one person in it: ${(((bytes - before) * 60) / REST_S).toFixed(0)} bytes a minute`,
  )
  ada.close()
  await c[Symbol.asyncDispose]()
  proxy.close()
}

await using a = await startPeer('ada')
await using b = await startPeer('bob')
const delay = await networkDelay()
await latency(a, b)
await seen(a, b)
await memory(a, b)
await rest(a)
process.exitCode = 0
