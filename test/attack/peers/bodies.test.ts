// Large bodies of other nodes: the head alone says whose they are. A slow sender, or one that sends another
// body than it signed, holds up nobody else.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  BODY_GRACE_MS,
  BODY_SLOWEST_BYTES_PER_S,
  NODE_PLACES,
} from '../../../server/http/edge/http-limits.ts'
import { HttpRefusal } from '../../../server/http/edge/http-refusal.ts'
import { createUploads } from '../../../server/http/edge/upload-slots.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import { told } from '../../accounts.ts'
import { startLone, servePeer, type LoneNode, type ServedPeer } from '../../peers.ts'
import { until } from '../../process.ts'
import { VirtualTime } from '../../simulation/time.ts'

const LIMIT_MS = 60_000
const LARGE = new Uint8Array(300_000).fill(32)
const PATH = peersPath('transfers', 'made-up')

let b: ServedPeer
const nodes: LoneNode[] = []
const open = new Set<Socket>()

beforeAll(async () => {
  b = await servePeer('bob')
  nodes.push(...(await Promise.all(Array.from({ length: 4 }, () => startLone()))))
  // Each is met, and learns the run.
  for (const node of nodes)
    await node.peers.caller.call(b.name, { method: 'POST', path: peersPath('nothing') })
}, LIMIT_MS)
afterAll(async () => {
  for (const socket of open) socket.destroy()
  for (const node of nodes) await node[Symbol.asyncDispose]()
  await b?.[Symbol.asyncDispose]()
})

const signed = async ({ peers }: LoneNode, body: Uint8Array): Promise<string> =>
  peers.signing.sign({ to: b.name, method: 'POST', path: PATH, body })

interface Sending {
  readonly socket: Socket
  /** The answer so far. */
  answer: string
}

/** Sends a head that says how much there is, and `some` of it. */
async function sends(authorization: string, some: Uint8Array, length = LARGE.length): Promise<Sending> {
  const socket = connect({ port: b.server.port, host: '127.0.0.1' })
  const sending: Sending = { socket, answer: '' }
  open.add(socket)
  socket.on('error', () => {})
  socket.on('data', (bytes: Buffer) => (sending.answer += bytes.toString()))
  await once(socket, 'connect')
  const head = [
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    `Authorization: ${authorization}`,
  ]
  socket.write([`POST ${PATH} HTTP/1.1`, `Host: ${b.name}`, ...head, '', ''].join('\r\n'))
  socket.write(some)
  return sending
}

const statusOf = async (sending: Sending): Promise<number> => {
  await until('it is answered', () => sending.answer.includes('\r\n\r\n'))
  return Number(sending.answer.split(' ')[1])
}

/** All of it at once; 400: it was read, and is no JSON. */
const sendsAll = async (node: LoneNode): Promise<number> => {
  const sending = await sends(await signed(node, LARGE), LARGE)
  return statusOf(sending)
}
const end = async (sent: readonly Sending[]): Promise<void> => {
  for (const { socket } of sent) socket.destroy()
}
const first = (count: number): readonly LoneNode[] => nodes.slice(0, count)

describe('large bodies of nodes', () => {
  it('[N5] are not waited for where nobody known signed the head', async () => {
    const [honest] = first(1) as [LoneNode]
    const good = await signed(honest, LARGE)
    const forged = ['Inkland x', `${good.slice(0, -4)}AAAA`, good.replace(/\..*\./, '.e30.')]
    const held = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        sends(forged[at % forged.length] ?? '', LARGE.subarray(0, 1_000)),
      ),
    )
    // The rest of their bodies never comes.
    for (const each of held) expect(await statusOf(each)).toBe(401)
    expect(await sendsAll(honest)).toBe(400)
    await end(held)
  })

  it('[N5] count for nothing where they are not what was signed, by a byte or by their length', async () => {
    const [honest] = first(1) as [LoneNode]
    const other = LARGE.slice()
    other[LARGE.length - 1] = 33
    for (const body of [other, LARGE.subarray(1), new Uint8Array(0)]) {
      const sending = await sends(await signed(honest, LARGE), body, body.length)
      expect(await statusOf(sending)).toBe(401)
      expect(sending.answer).toContain('That was signed for another body.')
    }
  })

  it(
    '[N11] that come slowly take the places of their own node, and no others',
    { timeout: LIMIT_MS },
    async () => {
      const [slow, other] = first(2) as [LoneNode, LoneNode]
      const held: Sending[] = []
      const refused = await until('one more is one too many', async () => {
        // Each time: on a machine that stands still for seconds those before are cut off as too slow.
        for (let at = 0; at < NODE_PLACES.eachMax; at += 1)
          held.push(await sends(await signed(slow, LARGE), LARGE.subarray(0, 10)))
        const sending = await sends(await signed(slow, LARGE), LARGE)
        return (await statusOf(sending)) === 503 ? sending : null
      })
      expect(refused.answer).toContain(
        'Other nodes are sending a lot right now. Try again in a little while.',
      )
      expect(await sendsAll(other)).toBe(400)
      await end(held)
      await until('there is room again', async () => (await sendsAll(slow)) === 400)
    },
  )

  it('[N11] of nodes that nobody let in leave room for those that were', { timeout: LIMIT_MS }, async () => {
    const [one, two, third, known] = nodes as [LoneNode, LoneNode, LoneNode, LoneNode]
    await told(await b.admin.ask('PATCH', `/api/admin/peers/${known.name}`, { trust: 'allowed' }))
    const held: Sending[] = []
    // More than once: places of the test before may be free only now.
    await until('strangers have no place left', async () => {
      for (const node of [one, two])
        for (let at = 0; at < NODE_PLACES.eachMax; at++)
          held.push(await sends(await signed(node, LARGE), LARGE.subarray(0, 10)))
      return (await sendsAll(third)) === 503
    })
    expect(await sendsAll(known)).toBe(400)
    await end(held)
    await until('there is room again', async () => (await sendsAll(third)) === 400)
  })
})

describe('a body that is read', () => {
  const clock = new VirtualTime()
  const uploads = createUploads(NODE_PLACES, { clock, busy: new HttpRefusal(503, 'busy', 'Busy.') })
  const server = createServer((request, response) => {
    uploads.read({ request, response, by: 'one', isKnown: true, bytesMax: 10 * 1024 * 1024 }).then(
      ({ length }) => response.end(`read ${length}`),
      (error: unknown) =>
        response.end(error instanceof HttpRefusal ? `${error.status} ${error.message}` : 'gone'),
    )
  })
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(() => void server.close())

  /** Sends a beginning, then lets time pass; returns the answer. */
  async function slowly(length: number, pieces: readonly (readonly [bytes: number, passMs: number])[]) {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
    let answer = ''
    socket.on('error', () => {}).on('data', (bytes: Buffer) => (answer += bytes.toString()))
    const begun = once(server, 'request')
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`)
    const [request] = (await begun) as [{ readonly socket: Socket }]
    let sent = 0
    const before = request.socket.bytesRead
    for (const [bytes, passMs] of pieces) {
      socket.write(new Uint8Array(bytes))
      sent += bytes
      await until('it is there', () => request.socket.bytesRead - before >= sent || answer !== '')
      if (answer !== '') break
      await clock.pass(passMs)
    }
    await until('it is answered', () => answer.includes('\r\n\r\n') || socket.destroyed)
    socket.destroy()
    return answer
  }

  it('is let go of when it comes too slowly, in words', async () => {
    const words = '408 That took too long to arrive. Try again with a better connection.'
    expect(await slowly(1_000_000, [[1, BODY_GRACE_MS + 2_000]])).toContain(words)
    const crumbs = Array.from({ length: 25 }, () => [100, 1_000] as const)
    expect(await slowly(1_000_000, crumbs)).toContain(words)
    // Half as fast as it has to be.
    const half = BODY_SLOWEST_BYTES_PER_S / 2
    const pieces = Array.from({ length: 44 }, () => [half, 1_000] as const)
    expect(await slowly(45 * half, pieces)).toContain(words)
  })

  it('is read to its end when it comes as fast as it has to, after a moment', async () => {
    const pieces = Array.from({ length: 8 }, () => [BODY_SLOWEST_BYTES_PER_S, 1_000] as const)
    const length = 8 * BODY_SLOWEST_BYTES_PER_S
    expect(await slowly(length, [[0, BODY_GRACE_MS - 2_000], ...pieces])).toContain(`read ${length}`)
  })
})
