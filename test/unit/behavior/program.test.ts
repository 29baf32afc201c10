// Pages to programs: which lines are code, that they are found again, and that prose never changes a program.
// The parser of the page editor is asked for a second opinion.
import { parser } from '@lezer/markdown'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CODE_CHARS } from '../../../shared/behavior/program-limits.ts'
import { isSameProgram, pageLineOf, programOf } from '../../../shared/behavior/program-parser.ts'

const page = (...lines: string[]) => lines.join('\n')
const codeOf = (...lines: string[]) => programOf(page(...lines))?.code ?? null

describe('A program is the fenced js blocks of its page', () => {
  test('blocks are joined in order, each line with its line of the page', () => {
    const program = programOf(
      page('# Lamp', '```js', 'a', 'b', '```', 'prose', '~~~javascript title', 'c', '~~~'),
    )
    expect(program).toEqual({ code: 'a\nb\nc', lines: [2, 3, 7] })
  })

  test.each<[string, string[], string | null]>([
    ['no fence', ['js', 'a'], null],
    ['other languages', ['```json', 'a', '```', '```', 'b', '```', '```jsx', 'c', '```'], null],
    ['an inline fence', ['```js a``` b', 'c'], null],
    ['upper case', ['```JS', 'a', '```'], 'a'],
    ['three blanks before', ['   ```js', '   a', '     b', ' c', '   ```'], 'a\n  b\nc'],
    ['four blanks before', ['    ```js', '    a', '    ```'], null],
    ['a tab before', ['\t```js', 'a', '```'], null],
    ['a longer closing fence', ['```js', 'a', '`````', 'b'], 'a'],
    ['a shorter closing fence', ['````js', 'a', '```', 'b', '````'], 'a\n```\nb'],
    ['the other kind of fence inside', ['```js', '~~~', 'a', '```'], '~~~\na'],
    ['an unclosed fence', ['```js', 'a', '', 'b'], 'a\n\nb'],
    ['words after a closing fence', ['```js', 'a', '``` b', '```'], 'a\n``` b'],
    ['an empty block', ['```js', '', '```'], null],
    ['a quote', ['> ```js', '> a', '> ```'], null],
    ['a fence after a quote', ['> words', '```js', 'a', '```'], 'a'],
    ['a list', ['- one', '', '  ```js', '  a', '  ```', '', '```js', 'b', '```'], 'b'],
    ['a fence on the line of a list', ['- ```js', '  a', '  ```', 'words'], null],
    ['a numbered list', ['10. one', '', '    ```js', '    a', '    ```'], null],
    ['a fence that ends a list', ['- one', '```js', 'a', '```'], 'a'],
    ['a rule, not a list', ['* * *', '  ```js', '  a', '  ```'], 'a'],
    ['js in another fence', ['~~~md', '```js', 'a', '```', '~~~'], null],
    ['a comment', ['<!--', '```js', 'a', '```', '-->', '```js', 'b', '```'], 'b'],
    ['windows line ends', ['```js\r', 'a\r', '```\r'], 'a'],
    ['a tilde fence with ticks in its words', ['~~~ js `x`', 'a', '~~~'], 'a'],
  ])('%s', (_, lines, code) => {
    expect(codeOf(...lines)).toBe(code)
  })

  test('code over the bound is refused in plain words, and does not run', () => {
    const program = programOf(page('```js', '/'.repeat(CODE_CHARS), '```'))
    expect(program?.code).toBe('/'.repeat(CODE_CHARS))
    const refused = programOf(page('```js', '/'.repeat(CODE_CHARS + 1), '```'))
    expect(refused).toEqual({ code: '', lines: [], refused: expect.stringContaining('the limit is 200000') })
    expect(isSameProgram(program, refused)).toBe(false)
  })
})

describe('Lines are found again', () => {
  const block = fc
    .array(fc.stringMatching(/^[a-z ]{1,8}$/), { minLength: 1, maxLength: 5 })
    .filter((lines) => lines.some((line) => line.trim() !== ''))
  const prose = fc.array(
    fc.constantFrom('', 'Some words.', '# Title', '| a | b |', '**bold** `js`', '<b>x</b>', 'a - b'),
    {
      maxLength: 6,
    },
  )
  const written = (parts: readonly (readonly [string[], string[]])[]) =>
    page(...parts.flatMap(([words, code]) => [...words, '', '```js', ...code, '```']))

  test('typing prose around blocks never changes the program, and every line maps back to the same text', () => {
    const parts = fc.array(fc.tuple(prose, prose, block), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(parts, (parts) => {
        const before = written(parts.map(([words, , code]) => [words, code]))
        const after = written(parts.map(([, words, code]) => [words, code]))
        const programs = [programOf(before), programOf(after)] as const
        expect(isSameProgram(...programs)).toBe(true)
        for (const [text, program] of [
          [before, programs[0]],
          [after, programs[1]],
        ] as const) {
          const lines = text.split('\n')
          if (program === null) throw new Error('no program')
          program.code.split('\n').forEach((line, at) => {
            const pageLine = pageLineOf(program, at)
            expect(pageLine === null ? null : lines[pageLine]).toBe(line)
          })
        }
      }),
      { numRuns: 300, verbose: 1 },
    )
  })

  test('what is no line of the program has none', () => {
    const program = programOf('```js\na\n```')
    if (program === null) throw new Error('no program')
    expect([pageLineOf(program, 1), pageLineOf(program, -1)]).toEqual([null, null])
  })

  test('the same code is the same program wherever it stands', () => {
    expect(isSameProgram(programOf('```js\na\n```'), programOf('x\n\n~~~js\na\n~~~'))).toBe(true)
    expect(isSameProgram(programOf('```js\na\n```'), programOf('```js\nb\n```'))).toBe(false)
    expect(isSameProgram(programOf('```js\na\n```'), null)).toBe(false)
    expect(isSameProgram(null, programOf('words'))).toBe(true)
  })
})

test('A page is read as the page editor reads it', () => {
  const line = fc.constantFrom(
    '```js',
    '```',
    '````js',
    '````',
    '~~~js',
    '~~~',
    '  ```js',
    '  ```',
    '   ```',
    '    ```js',
    '',
    'words',
    '  words',
    '- item',
    '-   wide item',
    '1. item',
    '- ```js',
    '> quote',
    '> ```js',
    '# Title',
    '***',
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const text = page(...lines)
      expect({ text, code: programOf(text)?.code ?? null }).toEqual({ text, code: editorsCode(text) })
    }),
    { numRuns: 3000, verbose: 1 },
  )
})

/** The code of the js fences that stand at the top of the page, by the editor's parser. */
function editorsCode(text: string): string | null {
  const code: string[] = []
  const top = parser.parse(text).topNode
  for (let node = top.firstChild; node !== null; node = node.nextSibling) {
    if (node.name !== 'FencedCode') continue
    const info = node.getChild('CodeInfo')
    if (info === null || text.slice(info.from, info.to) !== 'js') continue
    const first = text.slice(0, node.from).split('\n').length
    const last = text.slice(0, node.to).split('\n').length
    const isClosed = node.getChildren('CodeMark').length === 2
    const indent = node.from - (text.lastIndexOf('\n', node.from - 1) + 1)
    const lines = text.split('\n').slice(first, isClosed ? last - 1 : last)
    for (const line of lines) code.push(line.replace(new RegExp(`^ {0,${indent}}`), ''))
  }
  const joined = code.join('\n')
  return joined.trim() === '' ? null : joined
}
