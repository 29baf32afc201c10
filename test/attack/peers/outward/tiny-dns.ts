// A DNS server that answers as a test wants: one question in a packet, answers without a life time.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'

const KIND = { 1: 'A', 5: 'CNAME', 28: 'AAAA' } as const
const HEAD_BYTES = 12
const NO_SUCH_NAME = 3

/**
 * The answer to a question: addresses, or the name that it is an alias of; null: no such name; `silence`:
 * nothing.
 */
type Say = (name: string, kind: 'A' | 'AAAA') => readonly string[] | null | 'silence'

interface TinyDns {
  /** As a resolver is told. */
  readonly server: string
  readonly questions: readonly string[]
  close(): void
}

export async function openDns(say: Say): Promise<TinyDns> {
  const socket = createSocket('udp4')
  const questions: string[] = []
  socket.on('message', (packet, from) => {
    const labels: string[] = []
    let at = HEAD_BYTES
    for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
      labels.push(packet.toString('latin1', at + 1, at + 1 + length))
      at += 1 + length
    }
    const name = labels.join('.').toLowerCase()
    const kind = KIND[packet.readUInt16BE(at + 1) as keyof typeof KIND]
    if (kind !== 'A' && kind !== 'AAAA') return
    questions.push(`${kind} ${name}`)
    const said = say(name, kind)
    if (said === 'silence') return
    const records = recordsOf(said ?? [])
    const head = Buffer.alloc(HEAD_BYTES)
    packet.copy(head, 0, 0, 2)
    head.writeUInt16BE(0x8580 + (said === null ? NO_SUCH_NAME : 0), 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(records.length, 6)
    const question = packet.subarray(HEAD_BYTES, at + 5)
    socket.send(Buffer.concat([head, question, ...records]), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { server: `127.0.0.1:${socket.address().port}`, questions, close: () => socket.close() }
}

/** The first belongs to the name that was asked for, what follows another name to that one. */
function recordsOf(values: readonly string[]): Buffer[] {
  let owner: Buffer = Buffer.from([0xc0, HEAD_BYTES])
  return values.map((value) => {
    const whole = Buffer.concat([owner, record(value)])
    if (isIP(value) === 0) owner = nameBytes(value)
    return whole
  })
}

/** A record behind its owner: kind, class, no life time, data. */
function record(value: string): Buffer {
  const data = isIP(value) === 0 ? nameBytes(value) : addressBytes(value)
  const kind = isIP(value) === 0 ? 5 : isIP(value) === 4 ? 1 : 28
  const head = Buffer.alloc(10)
  head.writeUInt16BE(kind, 0)
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(data.length, 8)
  return Buffer.concat([head, data])
}

const nameBytes = (name: string): Buffer =>
  Buffer.from(
    `${name
      .split('.')
      .map((label) => String.fromCharCode(label.length) + label)
      .join('')}\0`,
    'latin1',
  )

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const read = (half: string) =>
    half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))
  const [start, end] = [read(head), read(tail)]
  const groups = [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end]
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 255]))
}
