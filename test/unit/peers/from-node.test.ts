// Addresses and accounts between nodes: each receiver is told its own names for them.
import { expect, test } from 'vitest'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { parseAnyAccount, parseAnyAddress, parseNodeName } from '../../../shared/world/address.ts'

const A = parseNodeName('a.example')!
const B = parseNodeName('127.0.0.1:7070')!

const told: readonly (readonly [string, string])[] = [
  ['ada/room', 'ada@a.example/room'],
  ['bob@127.0.0.1:7070/square', 'bob/square'],
  ['cy@c.example/park', 'cy@c.example/park'],
  ['ada@a.example/room', 'ada@a.example/room'],
]

test.each(told)('[N42] what a.example calls %s is told to 127.0.0.1:7070 as %s', (here, there) => {
  const address = parseAnyAddress(here)!
  expect(nameAsSeenFrom(address, A, B)).toBe(there)
  expect(parseAnyAddress(nameAsSeenFrom(address, A, B))).toBe(there)
})

test('what goes there and comes back is what it was, but that nobody calls their own by their name', () => {
  for (const [here] of told.slice(0, 3)) {
    const address = parseAnyAddress(here)!
    expect(nameAsSeenFrom(nameAsSeenFrom(address, A, B), B, A)).toBe(here)
  }
  expect(nameAsSeenFrom(parseAnyAddress('ada@a.example/room')!, A, A)).toBe('ada/room')
  expect(nameAsSeenFrom(parseAnyAccount('ada')!, A, B)).toBe('ada@a.example')
  expect(nameAsSeenFrom(parseAnyAccount('bob@127.0.0.1:7070')!, A, B)).toBe('bob')
})
