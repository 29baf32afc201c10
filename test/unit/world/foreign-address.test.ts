// The name of a node, and the addresses of its worlds: one spelling for each, and nothing that leads to
// another host.
import { expect, it } from 'vitest'
import {
  foreignAddressOf,
  foreignPartsOf,
  NODE_NAME_MAX,
  parseForeignAddress,
  parseNodeName,
  parseAnyAddress,
} from '../../../shared/world/address.ts'

it.each([
  ['house.example', 'house.example'],
  ['House.EXAMPLE', 'house.example'],
  ['house.example:443', 'house.example'],
  ['house.example:80', 'house.example:80'],
  ['raspberry', 'raspberry'],
  ['raspberry.local:7070', 'raspberry.local:7070'],
  ['127.0.0.1:7070', '127.0.0.1:7070'],
  ['[::1]:7070', '[::1]:7070'],
  ['[0:0::0:1]', '[::1]'],
  ['[2001:DB8::1]:65535', '[2001:db8::1]:65535'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['BÜCHER.example:7070', 'xn--bcher-kva.example:7070'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
])('[A4] the node %s is called %s', (text, name) => {
  expect(parseNodeName(text)).toBe(name)
  expect(parseNodeName(name)).toBe(name)
})

it.each([
  ['nothing', ''],
  ['a trailing dot', 'house.example.'],
  ['an empty label', 'house..example'],
  ['a dash at an end', '-house.example'],
  ['userinfo', 'ada@house.example'],
  ['userinfo with a password', 'ada:x@house.example'],
  ['a scheme', 'https://house.example'],
  ['a path', 'house.example/x'],
  ['a query', 'house.example?x'],
  ['a backslash', 'house.example\\x'],
  ['an escape', 'house%2eexample'],
  ['a space', 'house.example '],
  ['a line end', 'house.example\n'],
  ['a NUL', 'house\0.example'],
  ['an underscore', 'my_house.example'],
  ['port 0', 'house.example:0'],
  ['no port', 'house.example:'],
  ['a port too many', 'house.example:65536'],
  ['a port with a zero before it', 'house.example:080'],
  ['two ports', 'house.example:80:80'],
  ['a short IPv4 address', '127.1'],
  ['a number', '2130706433'],
  ['a hexadecimal address', '0x7f000001'],
  ['an octal address', '0177.0.0.1'],
  ['an address out of range', '256.0.0.1'],
  ['an address of five', '1.2.3.4.5'],
  ['an IPv6 address without brackets', '::1'],
  ['a zone', '[fe80::1%eth0]'],
  ['an IPv6 address that is none', '[1::2::3]'],
  ['a label too long', `${'a'.repeat(64)}.example`],
  ['a name too long', `${'a.'.repeat(NODE_NAME_MAX / 2)}a`],
  ['a full stop of another script', 'house。example'],
  ['letters that no host has', 'ho\u{200B}use.example'],
])('[A4] %s makes no name of a node', (_what, text) => {
  expect(parseNodeName(text)).toBeNull()
})

it('[A5] reads the address of a world of another node', () => {
  const place = parseForeignAddress('Bob@House.example:7070/Square')
  expect(place).toEqual({ account: 'bob', node: 'house.example:7070', world: 'square' })
  const address = parseAnyAddress('Bob@House.example:7070/Square')
  expect(address).toBe('bob@house.example:7070/square')
  expect(address && foreignPartsOf(address)).toEqual(place)
  expect(place && foreignAddressOf(place)).toBe(address)
})

it('[A5] tells an address of this node from that of another one', () => {
  const own = parseAnyAddress('ada/garden')
  expect(own).toBe('ada/garden')
  expect(own && foreignPartsOf(own)).toBeNull()
})

it.each([
  'bob@house.example',
  '@house.example/x',
  'bob@/x',
  'bob@house.example/',
  'bob@a@b/x',
  'bob@house/x/y',
  'bob/x@house',
])('[A5] %s is no address', (text) => {
  expect(parseForeignAddress(text)).toBeNull()
  expect(parseAnyAddress(text)).toBeNull()
})
