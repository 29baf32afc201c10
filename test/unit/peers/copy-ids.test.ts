// The names of copies of other nodes' worlds, and what they tell of the worlds' history.
import { expect, it } from 'vitest'
import { identityAt, lineAfter } from '../../../server/peers/lines/copy-ids.ts'
import {
  forkOf,
  isNextLine,
  makeLineIdAfter,
  makeNextLineId,
  parseLineId,
  parseNodeName,
} from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'

const house = parseNodeName('house.example')!
const barn = parseNodeName('barn.example')!
const lineOf = (line: string, node = house) => identityAt(node, 'square', line)!.line

it('[R16] two lines of a copy have the same fork where the world’s own have it', () => {
  const random = seededRandom(1).bytes
  const restored = makeNextLineId(random)
  const wentOn = makeLineIdAfter(restored, random)
  const [first, second, third] = ['first', restored, wentOn].map((line) => lineOf(line)) as [
    ReturnType<typeof lineOf>,
    ReturnType<typeof lineOf>,
    ReturnType<typeof lineOf>,
  ]
  expect(new Set([first, second, third]).size).toBe(3)
  expect(forkOf(first)).toBe('')
  expect(forkOf(second)).not.toBe('')
  expect(forkOf(third)).toBe(forkOf(second))
  expect(forkOf(lineOf(makeNextLineId(random)))).not.toBe(forkOf(second))
  expect(forkOf(lineOf(restored, barn))).not.toBe(forkOf(second))
  for (const line of [first, second, third, lineAfter(second, 3)]) {
    expect(parseLineId(line)).toBe(line)
    expect(isNextLine(line)).toBe(false)
  }
  // What its host undid is no fork.
  expect(forkOf(lineAfter(second, 3))).toBe(forkOf(second))
  expect(lineAfter(second, 0)).toBe(second)
})

it('a host cannot say a fork that breaks the name', () => {
  const long = lineOf(`next-${'x'.repeat(59)}`)
  expect(parseLineId(long)).toBe(long)
  expect(forkOf(lineOf('next--_-'))).toBe('')
})
