// Inside and outside, by address: every special range, at both ends, and texts that look like an address
// outside and are none.
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { createJudge } from '../../../../server/peers/outward/destination.ts'

const NO_NETWORKS = () => []
const judge = createJudge(false, NO_NETWORKS)

const listed = (text: string): string[] => text.trim().split(/\s+/u)

/**
 * Addresses that no node connects to, whatever is allowed: among them those where clouds keep a machine's
 * secrets, tunnels, and texts that are no address.
 */
const NOWHERE = [
  ...listed(`
    0.0.0.0 0.0.0.1 0.255.255.255 192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.254 255.255.255.255
    169.254.169.254 169.254.170.2 169.254.170.23 169.254.0.23 168.63.129.16 100.100.100.200 192.0.0.192
    fd00:ec2::254 fd20:ce::254 fd00:42::42
    ::ffff:169.254.169.254 ::ffff:a9fe:a9fe 64:ff9b::169.254.169.254 ::ffff:0.0.0.0
    2002:7f00:1:: 2002:c0a8:101::1 2002:a00:1::1 2002:808:808::1
    2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:2::1 2001:1ff::1
    ::ffff:0:127.0.0.1 ::ffff:0:a00:1 64:ff9b:1::a00:1 64:ff9b:1::7f00:1 100::1
    :: ff02::1 ff05::2 ff0e::1 fec0::1
    house.example 127.1 0x7f000001 2130706433 0177.0.0.1 1.2.3.4.5 [::1]
  `),
  '',
  '1.1.1.1 ',
]

const INSIDE = listed(`
  10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1 169.254.255.255
  172.16.0.0 172.31.255.255 192.0.0.1 192.0.0.255 192.0.2.1 192.168.0.0 192.168.255.255
  198.18.0.0 198.19.255.255 198.51.100.9 203.0.113.255
  ::1 0:0:0:0:0:0:0:1 ::2 ::127.0.0.1 ::a00:1 ::8.8.8.8 1:: 1fff:ffff::1
  ::ffff:127.0.0.1 ::ffff:7f00:1 ::FFFF:10.0.0.1 0:0:0:0:0:ffff:c0a8:0101
  64:ff9b::10.0.0.1 64:ff9b::7f00:1 64:ff9b::c0a8:101
  2001:db8::1 3fff::1 4000::1 5f00::1 8000::1 c000::1
  fc00::1 fd12:3456:789a::1 fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fe80::1 febf::1 fe80::1%eth0 ::1%lo
  2600::5efe:10.0.0.1 2600::200:5efe:c0a8:101
`)

const OUTSIDE = listed(`
  1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
  168.63.129.15 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255
  192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255
  2606:4700:4700::1111 2a00:1450:4001::1 2001:200::1 2001:db7:ffff::1 2003::1 3ffe::1
  ::ffff:8.8.8.8 ::ffff:808:808 64:ff9b::8.8.8.8 2600::5eff:a00:1
`)

describe('an address', () => {
  it.each([...NOWHERE, ...INSIDE])('%s is not gone to', (address) => expect(judge(address)).toBe('refused'))

  it.each(OUTSIDE)('%s is outside', (address) => expect(judge(address)).toBe('outside'))

  it('that is private is gone to where all are allowed, and one that no node has is not', () => {
    const all = createJudge(true, NO_NETWORKS)
    for (const address of INSIDE) expect([address, all(address)]).toEqual([address, 'allowed'])
    for (const address of NOWHERE) expect([address, all(address)]).toEqual([address, 'refused'])
    for (const address of OUTSIDE) expect([address, all(address)]).toEqual([address, 'outside'])
  })

  it('that is private is gone to where its range is allowed, in each of its forms', () => {
    const home = createJudge(['192.168.7.0/24', 'fd12::/16', '127.0.0.2', 'fe80::%eth0/64'], NO_NETWORKS)
    for (const address of [
      '192.168.7.9',
      '::ffff:192.168.7.9',
      '64:ff9b::c0a8:709',
      'fd12::1',
      '127.0.0.2',
    ]) {
      expect([address, home(address)]).toEqual([address, 'allowed'])
    }
    expect(home('fe80::1%eth0')).toBe('allowed')
    for (const address of ['192.168.8.9', '127.0.0.1', '::1', 'fd13::1', '::c0a8:709', '2002:c0a8:709::']) {
      expect([address, home(address)]).toEqual([address, 'refused'])
    }
    expect(home('8.8.8.8')).toBe('outside')
  })

  it('of a network that this machine is in is inside, though it is a public one', () => {
    const lodger = createJudge(false, () => ['8.8.8.8/24', '2600:1::5/64'])
    for (const address of ['8.8.8.9', '::ffff:8.8.8.9', '2600:1::9']) expect(lodger(address)).toBe('refused')
    for (const address of ['8.8.9.1', '2600:1:0:1::9']) expect(lodger(address)).toBe('outside')
    expect(createJudge(['8.8.8.0/24'], () => ['8.8.8.8/24'])('8.8.8.9')).toBe('allowed')
  })

  it('of this machine is inside', () => {
    const here = createJudge(false)
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
    expect(own.length).toBeGreaterThan(0)
    for (const { address } of own) expect([address, here(address)]).toEqual([address, 'refused'])
  })
})
