import { expect, test } from 'vitest'
import { parseNodeName } from '../../shared/world/address.ts'
import { parseWorldAddress } from './world-address.ts'

const OWN = parseNodeName('home.example')
const read = (text: string) => {
  const found = parseWorldAddress(text, OWN)
  return found && `${found.address}${found.secret === null ? '' : ` with ${found.secret}`}`
}

test.each([
  ['ada/garden', 'ada/garden'],
  [' Bob@House.Example/Square ', 'bob@house.example/square'],
  ['/w/ada/garden', 'ada/garden'],
  ['bob@house.example:7070/square', 'bob@house.example:7070/square'],
  ['https://house.example/w/bob/square', 'bob@house.example/square'],
  ['https://house.example:7070/w/bob/square/', 'bob@house.example:7070/square'],
  ['http://house.example/w/bob/square', 'bob@house.example:80/square'],
  ['https://house.example/w/bob/square#key=ab_c-1).', 'bob@house.example/square with ab_c-1'],
  ['https://house.example/w/bob/square#x9', 'bob@house.example/square'],
])('[N80] %s is read as %s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  ['ada@home.example/garden', 'ada/garden'],
  ['https://home.example/w/ada/garden', 'ada/garden'],
  ['https://house.example/w/ada@home.example/garden', 'ada/garden'],
  ['https://house.example/w/ada%40home.example/garden', 'ada/garden'],
])('[N80] what means a world of this node is its own address: %s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  ['https://home.example/w/bob@house.example/square', 'bob@house.example/square'],
  ['https://house.example/w/cem@hut.example/cellar', 'cem@hut.example/cellar'],
])('[N80] a page of a node that shows a world of another one leads to that: %s', (text, expected) => {
  expect(read(text)).toBe(expected)
})

test.each([
  '',
  'garden',
  'ada/garden/more',
  'bob@/square',
  'bob@not a node/square',
  'https://house.example/',
  'https://house.example/w/bob',
  'https://house.example/w/%E0%A4%A/square',
  'ftp://house.example/w/bob/square',
])('[N80] %s names no world', (text) => {
  expect(read(text)).toBeNull()
})
