// Anchors: lines that code reads and shows by name.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shownPageValues } from '../../../shared/world/live/live-page-values.ts'
import { pageValuesIn, isPageValueName } from '../../../shared/world/page-values.ts'
import { seedFromEnvironment } from '../../simulation/random.ts'

const seed = seedFromEnvironment()

test('an anchor is a line that begins with # and a name, with no blank between', () => {
  const page =
    '# Title\n#score 12\n##deep 1\n #indented 1\ntext #tag 1\n#lives\n#größe-2_b \t very big  \n#a,b 1\n#c:1'
  expect(pageValuesIn(page).map(({ name, line, value }) => [name, line, value])).toEqual([
    ['score', 2, '12'],
    ['lives', 6, ''],
    ['größe-2_b', 7, 'very big'],
  ])
})

test('the range of an anchor is its value in the page', () => {
  const page = 'one 😀\r\n#a  x 😀 y \r\n#b\r\n#c z'
  for (const { from, to, value } of pageValuesIn(page)) expect(page.slice(from, to)).toBe(value)
  expect(pageValuesIn(page).map(({ value }) => value)).toEqual(['x 😀 y', '', 'z'])
})

test('the first line of a name wins', () => {
  expect(pageValuesIn('#a 1\n#b 2\n#a 3').map(({ name, value }) => `${name} ${value}`)).toEqual([
    'a 1',
    'b 2',
  ])
})

test('lines of code blocks are no anchors', () => {
  const page =
    '#a 1\n```js\n#b 2\n~~~\n#c 3\n```\n#d 4\n~~~~\n#e 5\n~~~\n#f 6\n~~~~~\n#g 7\n``` a`b\n#h 8\n```\n#i 9'
  expect(pageValuesIn(page).map(({ name }) => name)).toEqual(['a', 'd', 'g', 'h'])
})

test('a name has at most 40 characters, and is none that an object has already', () => {
  const [longest, tooLong] = ['n'.repeat(40), 'n'.repeat(41)]
  expect(pageValuesIn(`#${longest} 1\n#${tooLong} 2\n#__proto__ 3`).map(({ name }) => name)).toEqual([
    longest,
  ])
  expect([longest, tooLong, '', 'a b', '__proto__'].map(isPageValueName)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test('what code wrote is shown as long as the page says what it said, and to one person what is theirs', () => {
  const live = new Map([
    ['score', { value: '15', over: '12' }],
    ['lives', { value: '2', over: '3' }],
    ['gone', { value: '1', over: '' }],
  ])
  const page = '#score 12\n#lives 5\n#name Ada'
  const shown = (value: string, isPersonal = false) => ({ value, isPersonal })
  const forAll = new Map([
    ['score', shown('15')],
    ['lives', shown('5')],
    ['name', shown('Ada')],
  ])
  expect(shownPageValues(page, live)).toEqual(forAll)
  const mine = new Map([...forAll, ['score', shown('7', true)]])
  expect(shownPageValues(page, live, new Map([['score', '7']]))).toEqual(mine)
})

test('whatever a page says, ranges are of values, names are names, and each value put in is read again', () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.tuple(fc.constantFrom('#', '# ', '#a ', '#b', '#c\t'), fc.string()).map((parts) => parts.join('')),
    fc.constantFrom('```', '~~~', '```js', '~~~~', ''),
  )
  const page = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(page, (page) => {
      const found = pageValuesIn(page)
      for (const { name, line, from, to, value } of found) {
        expect(isPageValueName(name)).toBe(true)
        expect(page.slice(from, to)).toBe(value)
        expect(page.split('\n')[line - 1]?.startsWith(`#${name}`)).toBe(true)
        const blank = from === to ? ' ' : ''
        const next = `${page.slice(0, from)}${blank}new value${page.slice(to)}`
        expect(pageValuesIn(next).map((other) => [other.name, other.value])).toEqual(
          found.map((other) => [other.name, other.name === name ? 'new value' : other.value]),
        )
      }
    }),
    { seed, numRuns: 500 },
  )
  console.info(`anchors: seed ${seed}`)
})
