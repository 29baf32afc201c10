// The destination of a request, read from an address in any spelling; and whose turn it is.
import { describe, expect, it } from 'vitest'
import { createSystemLookup, readDestination } from '../../../../server/peers/outward/destination.ts'
import { OutwardFault } from '../../../../server/peers/outward/faults.ts'

const never = new AbortController().signal

describe('a destination', () => {
  it.each([
    ['https://House.Example', 'https://house.example/', 'house.example', 443],
    ['https://house.example.:7070/a?b#c', 'https://house.example:7070/a?b', 'house.example', 7070],
    ['wss://house.example/sync', 'https://house.example/sync', 'house.example', 443],
    ['ws://house.example', 'http://house.example/', 'house.example', 80],
    ['https://bücher.example', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example', 443],
    ['https://0x7f.1:7070', 'https://127.0.0.1:7070/', '127.0.0.1', 7070],
    ['https://１２７。0.0.1', 'https://127.0.0.1/', '127.0.0.1', 443],
    ['https://2130706433.', 'https://127.0.0.1/', '127.0.0.1', 443],
    ['https://[::FFFF:127.0.0.1]:444', 'https://[::ffff:7f00:1]:444/', '::ffff:7f00:1', 444],
  ])('of %s is %s', (address, url, host, port) => {
    expect(readDestination(address)).toMatchObject({ host, port, url: new URL(url) })
  })

  it.each([
    '',
    'https://a b',
    `https://house.example/${'a'.repeat(3_000)}`,
    ...`house.example /path ftp://house.example file:///etc/passwd javascript:1 gopher://a https:// unix:/run/a.sock
      https://[::1%25lo] https://[fe80::1%eth0] https://256.1.1.1 https://1.2.3.4.5 https://0x7f.0.0.0.1
      https://house.example:99999 https://ada@house.example https://ada:secret@house.example
      https://:secret@house.example https://house.example:22 https://house.example:6379
      http://house.example:25 https://a:11211`.split(/\s+/u),
  ])('is not read from %s', (address) => {
    const read = () => readDestination(address)
    expect(read).toThrow(OutwardFault)
    expect(read).toThrow(expect.objectContaining({ reason: 'refused' }))
    expect(read).not.toThrow(/secret/)
  })
})

describe('a lookup by the system', () => {
  it('knows what the DNS does not', async () => {
    const look = createSystemLookup()
    expect(await look('localhost', never)).toContain('127.0.0.1')
  })
})
