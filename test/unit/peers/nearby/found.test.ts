// Packets that anybody in the network sends: what is read of them, and how little of it is remembered; and
// nodes without multicast.
import { describe, expect, it } from 'vitest'
import { createFound, FOUND_MAX, FOUND_OF_ONE_MAX } from '../../../../server/peers/nearby/found-nodes.ts'
import { startNearby } from '../../../../server/peers/nearby/nearby-nodes.ts'
import { heardIn, recordsOf, SERVICE } from '../../../../server/peers/nearby/dns-sd-records.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { parseNodeName, type NodeName } from '../../../../shared/world/address.ts'
import { until } from '../../../process.ts'
import { canMulticast, sendToAll } from './nearby-multicast.ts'

const nameOf = (text: string): NodeName => {
  const name = parseNodeName(text)
  if (name === null) throw new Error(`${text} is no name`)
  return name
}
const HOUSE = nameOf('house.example')
const logTo = (warned: unknown[]) => ({ warn: (...what: unknown[]) => void warned.push(what) })
const text = (data: unknown, more: object = {}) => ({
  type: 'TXT',
  name: `x.${SERVICE}`,
  ttl: 120,
  data,
  ...more,
})

describe('[N90] an announcement', () => {
  it('is read as it was written, and names no account and no world', () => {
    const records = recordsOf({ node: HOUSE, title: 'Our house', port: 7070, word: 'abc' })
    expect(heardIn(records)).toEqual([{ node: HOUSE, title: 'Our house', ttlS: 120 }])
    expect(JSON.stringify(records)).toBe(
      JSON.stringify([
        { type: 'PTR', name: SERVICE, ttl: 120, data: `inkland-abc.${SERVICE}` },
        {
          type: 'SRV',
          name: `inkland-abc.${SERVICE}`,
          ttl: 120,
          data: { port: 7070, target: 'inkland-abc.local' },
        },
        {
          type: 'TXT',
          name: `inkland-abc.${SERVICE}`,
          ttl: 120,
          data: ['node=house.example', 'title=Our house'],
        },
      ]),
    )
  })

  it('fits, whatever the node is called', () => {
    const [, , record] = recordsOf({ node: HOUSE, title: '家'.repeat(200), port: 1, word: 'a' })
    const [heard] = heardIn([record])
    expect(heard?.title).toBe('家'.repeat(80))
  })

  it.each([
    ['nothing', null],
    ['no record', 'TXT'],
    ['no data', text(undefined)],
    ['no name', text(['node=house.example'], { name: undefined })],
    ['another service', text(['node=house.example'], { name: 'x._http._tcp.local' })],
    ['no time', text(['node=house.example'], { ttl: 'long' })],
    ['no node', text(['title=House'])],
    ['a path', text(['node=house.example/../admin'])],
    ['somebody', text(['node=ada@house.example'])],
    ['markup', text(['node=<b>house</b>'])],
    ['too long a name', text([`node=${'a.'.repeat(200)}example`])],
    ['bytes that are no text', text([Uint8Array.of(255, 254, 61, 255)])],
    ['a tree', text([[['node=house.example']]])],
  ])('that is %s is none', (_what, record) => {
    expect(heardIn([record])).toEqual([])
  })

  it('has a title of one line that looks like what it says', () => {
    const [heard] = heardIn([text(['node=house.example', 'title=\u202EHou\u0000se\n\u2028<b>'])])
    expect(heard?.title).toBe('Hou se  <b>')
  })
})

describe('[N90] nodes that were found', () => {
  it('are few, fewer of one machine, and forgotten when they are silent', () => {
    let now = 0
    const found = createFound({ now: () => now })
    const announce = (of: string, from: string, ttlS = 4_500) =>
      found.take({ node: nameOf(of), title: '', ttlS }, from)
    for (let number = 0; number < 100; number++) announce(`n${number}.example`, '10.0.0.1')
    expect(found.all()).toHaveLength(FOUND_OF_ONE_MAX)
    for (let number = 0; number < 100; number++) announce(`m${number}.example`, `10.0.1.${number}`)
    expect(found.all()).toHaveLength(FOUND_MAX)
    // However long somebody says that it counts.
    now = 120_000
    expect(found.all()).toEqual([])
  })

  it('are taken back by who announced them, and named by nobody else', () => {
    const found = createFound({ now: () => 0 })
    const heard = { node: HOUSE, title: 'House', ttlS: 120 }
    found.take(heard, '10.0.0.1')
    found.take({ ...heard, title: 'Mine' }, '10.0.0.2')
    found.take({ ...heard, ttlS: 0 }, '10.0.0.2')
    expect(found.all()).toEqual([{ node: HOUSE, title: 'House' }])
    found.take({ ...heard, ttlS: 0 }, '10.0.0.1')
    expect(found.all()).toEqual([])
  })
})

describe('[N90] a node that looks', () => {
  it('passes by packets that are none', async ({ skip }) => {
    if (!(await canMulticast())) skip('nothing sent to many comes back on this machine: not tried')
    const warned: unknown[] = []
    const look = { at: '127.0.0.1', clock: systemClock, log: logTo(warned) }
    const nearby = startNearby({ ...look, announcement: () => null })
    await using stack = new AsyncDisposableStack()
    stack.defer(() => nearby.stop())
    await until('it looks', () => nearby.state().looking === 'on')
    const ones = Array.from({ length: 60 }, (_, length) => new Uint8Array(length).fill(255))
    // A name that points at itself, and more records said than there are.
    await sendToAll([...ones, Buffer.from('00008400ffffffffffffffffc00c', 'hex')])
    const title = 'Our house'
    const house = startNearby({ ...look, announcement: () => ({ node: HOUSE, title, port: 1, word: 'abc' }) })
    await until('what comes after them is heard', () => nearby.found().some(({ node }) => node === HOUSE))
    await house.stop()
    await until('it said goodbye', () => !nearby.found().some(({ node }) => node === HOUSE))
    expect(warned).toEqual([])
  })

  it('says once, in words, where there is no multicast, and goes on', async () => {
    const warned: unknown[] = []
    const nearby = startNearby({
      // An address that this machine has not.
      at: '192.0.2.1',
      announcement: () => null,
      clock: systemClock,
      log: logTo(warned),
    })
    await using stack = new AsyncDisposableStack()
    stack.defer(() => nearby.stop())
    await until('it is told', () => nearby.state().trouble?.includes('Type their address instead'))
    expect(warned).toHaveLength(1)
    expect(nearby.found()).toEqual([])
  })
})
