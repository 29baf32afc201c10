// A thing from another node is read as a stranger's: if anything is out of bounds, none of it is accepted.
import { expect, test } from 'vitest'
import { CARGO_MAX, type Carried } from '../../../../shared/play/crossings/cargo.ts'
import { readThings, withCame, withPortals } from '../../../../shared/wire/peers/carried-things.ts'
import { parseAnyAccount, parseAnyAddress, parseNodeName } from '../../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../../shared/world/foreign-names.ts'
import { NESTING_MAX, TEXT_MAX } from '../../../../shared/world/limits.ts'
import { id } from '../../world/made.ts'

const thing = (name: string, host: string | null, more: Partial<Carried['made']> = {}): Carried => ({
  id: id(name),
  host: host === null ? null : id(host),
  x: 1,
  y: 2,
  facing: 'down',
  made: { name, text: `# ${name}`, 'look.width': 20, passable: true, ...more },
  settings: { loud: true },
  memory: { list: [1, { deep: null }] },
  anchors: { score: '3' },
})
const box = [thing('box', null), thing('coin', 'box')]
const asSent = (things: unknown): unknown => JSON.parse(JSON.stringify(things))

test('[N65] a thing with what is in it is read as it was', () => {
  expect(readThings(asSent(box))).toEqual(box)
})

const [first, second] = box
const wrong: Readonly<Record<string, unknown>> = {
  'nothing at all': null,
  'no thing': [],
  'two things that nothing holds': [first, { ...second, host: null }],
  'what is in it before it': [second, first],
  'something in what is not there': [first, { ...second, host: 'elsewhere' }],
  'two of one id': [first, second, second],
  'a thing in itself': [first, { ...second, host: 'coin' }],
  'too many': [first, ...Array.from({ length: CARGO_MAX }, (_, n) => thing(`coin-${n}`, 'box'))],
  'too deep': [
    first,
    ...Array.from({ length: NESTING_MAX + 2 }, (_, n) => thing(`in-${n}`, n === 0 ? 'box' : `in-${n - 1}`)),
  ],
  'an id that means something else': [{ ...first, id: 'limbo' }],
  'too far out': [{ ...first, x: 1e12 }],
  'a place in between': [{ ...first, x: 0.5 }],
  'another way to look': [{ ...first, facing: 'inside' }],
  'too much written on it': [thing('box', null, { text: 'x'.repeat(TEXT_MAX + 1) })],
  'a width of a mile': [thing('box', null, { 'look.width': 1e9 })],
  'a field that there is not': [{ ...first, made: { ...first?.made, brought: true } }],
  'a place of its own': [{ ...first, made: { ...first?.made, place: { host: 'box', x: 0, y: 0 } } }],
  'where it came from, by no name': [{ ...first, made: { ...first?.made, came: { from: 'a b', at: 1 } } }],
  'where it came from, by too long a name': [
    { ...first, made: { ...first?.made, came: { from: `${'a'.repeat(500)}@b.example`, at: 1 } } },
  ],
  'where it came from before all time': [
    { ...first, made: { ...first?.made, came: { from: 'ada@a.example', at: -1 } } },
  ],
  'something that is elsewhere itself': [thing('box', null, { link: 'house.example/lamp' })],
  'too much in its memory': [{ ...first, memory: { all: 'x'.repeat(100_000) } }],
  'a memory that is none': [{ ...first, memory: [] }],
  'a setting that is a list': [{ ...first, settings: { loud: [] } }],
  'an anchor that is a number': [{ ...first, anchors: { score: 3 } }],
}

test.each(Object.entries(wrong))('[N65] %s is not taken', (_what, things) => {
  expect(readThings(asSent(things))).toBeNull()
})

test('[N67] what says where it came from is read, and replaced where it arrives, in all that is in it', () => {
  const [from, before] = [parseAnyAccount('ada@a.example')!, parseAnyAccount('cy@c.example')!]
  const carried = readThings(asSent([thing('box', null, { came: { from: before, at: 5 } }), second]))!
  expect(carried[0]?.made.came).toEqual({ from: 'cy@c.example', at: 5 })
  const came = { from, at: 7 }
  expect(withCame(carried, came).map(({ made }) => made.came)).toEqual([came, came])
})

test('[N65] portals are told as the node calls them that hears it', () => {
  const [a, b] = [parseNodeName('a.example')!, parseNodeName('b.example')!]
  const door = (portal: string) => thing('door', null, { portal: parseAnyAddress(portal)! })
  const told = (portal: string) =>
    withPortals([door(portal)], (address) => nameAsSeenFrom(address, a, b))[0]?.made.portal
  expect(told('ada/room')).toBe('ada@a.example/room')
  expect(told('bob@b.example/square')).toBe('bob/square')
  expect(told('cy@c.example/hall')).toBe('cy@c.example/hall')
})
