// This node has the name that it gives itself, wherever the page was opened.
import { afterEach, expect, test, vi } from 'vitest'
import type { Address } from '../../shared/world/address.ts'
import { parseWorldAddress } from '../navigation/world-address.ts'
import { localNameIn, setOwnNode, ownNode, worldNameIn } from './own-node.ts'

const SQUARE = 'bob@house.example/square' as Address

afterEach(() => vi.unstubAllGlobals())

test('[N80] a page that was opened at another address of its node knows its own worlds in those of others', () => {
  vi.stubGlobal('location', new URL('http://127.0.0.1:7070/'))
  expect(ownNode()).toBe('127.0.0.1:7070')
  setOwnNode('home.example')
  expect(ownNode()).toBe('home.example')
  expect(localNameIn(SQUARE, 'ada@home.example/garden' as Address)).toBe('ada/garden')
  expect(worldNameIn(SQUARE, 'ada/garden' as Address)).toBe('ada@home.example/garden')
  // An answer without it leaves it as it was.
  setOwnNode(undefined)
  setOwnNode('no name')
  expect(ownNode()).toBe('home.example')
  const read = (text: string) => parseWorldAddress(text, ownNode())?.address
  expect(read('http://127.0.0.1:7070/w/ada/garden')).toBe('ada/garden')
  expect(read('http://127.0.0.1:7070/w/bob@house.example/square')).toBe(SQUARE)
  expect(read('http://127.0.0.1:7071/w/ada/garden')).toBe('ada@127.0.0.1:7071/garden')
})
