import { EditorState } from '@codemirror/state'
import { showTooltip } from '@codemirror/view'
import { expect, test } from 'vitest'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { EXAMPLES } from '../../reference/examples.ts'
import {
  markAtCursor,
  marksFound,
  READ_CHARS_MAX,
  unknownMarksIn,
  unknownNames,
  unknownNamesIn,
} from './unknown-names.ts'

const unknown = (code: string): readonly string[] | undefined => unknownNamesIn(code)?.map(({ name }) => name)

test('a name that nothing declares is found, wherever it is used', () => {
  expect(unknown(`on('use', () => sya('hi'))`)).toEqual(['sya'])
  expect(unknown(`console.log(self); let a = b + { c: d, [e]: 1 }; f\`\${g}\`; h = 1; i++`)).toEqual([
    'console',
    'b',
    'd',
    'e',
    'f',
    'g',
    'h',
    'i',
  ])
})

test.each([
  `const { a, b: c = 1, ...d } = memory, [e, , f = a] = [c, d]; log(e, f)`,
  `on('use', ({ subject, object: { name } }) => { log(subject, name) })`,
  `outer: for (const x of [1]) { for (let y in self) { if (x) continue outer; else break outer; log(y) } }`,
  `try { log(1) } catch ({ message }) { log(message) }`,
  `class K extends Map { #p = 1; static m(v = Infinity) { return [v, new.target, super.size, this.#p] } get q() { return K } }`,
  `function* g(h, ...rest) { yield arguments[0] + h + rest } log(g, hoisted); function hoisted() {}`,
  `export const shown = 1; export function tell() {} log(typeof missing, typeof window === 'undefined')`,
  `import other, { one as two, three } from 'four'; log(other, two, three)`,
  `log(self.anything.at?.all, { key: 1, 'b': 2, method() {} }, /re(g)ex/u, \`words\`)`,
  `const f = async (x) => await x, g2 = y => y; log(f, g2, (function own() { return own })())`,
  `let later; [later] = [1]; ({ later } = { later: 2 }); for (later of []) log(later)`,
  `globalThis.made = 1; log(made)`,
  `const answer = await ask(self, 'Tea?'); for await (const x of [answer]) log(x)`,
  `const { shuffle } = from('Cards'); log(shuffle, new Date(), NaN, undefined, new WeakRef({}))`,
])('nothing is found in %s', (code) => expect(unknown(code) ?? []).toEqual([]))

test('code that is not whole is not judged', () => {
  expect(unknownNamesIn(`on('use', () => { sya('hi')`)).toBeNull()
})

test('starters and examples have no unknown names', () => {
  for (const { text } of STARTERS) expect(unknown(programOf(text)?.code ?? '')).toEqual([])
  for (const code of Object.values(EXAMPLES)) expect(unknown(code)).toEqual([])
})

test('names are marked where they stand on the page, but not the one that is being written', () => {
  const doc = 'Words sya\n\n  ```js\n  const a = 1\n  ```\n\nMore\n\n```js\nlog(a, sya,\n  nme)\n```\n'
  const marked = (anchor: number): readonly string[] => {
    const found: string[] = []
    const marks = unknownMarksIn(EditorState.create({ doc, selection: { anchor } }))
    marks?.between(0, doc.length, (from, to) => void found.push(`${from} ${doc.slice(from, to)}`))
    return found
  }
  const [sya, nme] = [doc.lastIndexOf('sya'), doc.indexOf('nme')]
  expect(marked(0)).toEqual([`${sya} sya`, `${nme} nme`])
  expect(marked(nme + 2)).toEqual([`${sya} sya`])
})

test('a cursor that comes to a mark is told what it means; writing there ends both', () => {
  const doc = '```js\nlog(sya)\n```\n'
  const from = doc.indexOf('sya')
  const begun = EditorState.create({ doc, extensions: unknownNames })
  const found = unknownMarksIn(begun)
  const marked = begun.update({ effects: found === null ? [] : marksFound.of(found) }).state
  const helpIn = (state: EditorState) => state.facet(showTooltip).filter((help) => help !== null)
  expect(helpIn(marked)).toEqual([])
  const there = marked.update({ selection: { anchor: from + 1 } }).state
  expect(markAtCursor(there)).toEqual({ name: 'sya', from, to: from + 3 })
  expect(helpIn(there)).toMatchObject([{ pos: from, end: from + 3 }])
  // Read anew, the mark stays while the cursor is only there.
  expect(unknownMarksIn(there)?.size).toBe(1)
  const written = there.update({ changes: { from: from + 1, insert: 'a' } }).state
  expect(helpIn(written)).toEqual([])
  expect(unknownMarksIn(written)?.size).toBe(0)
})

test('code that takes long to read is not marked', () => {
  const marksIn = (code: string) =>
    unknownMarksIn(EditorState.create({ doc: `\`\`\`js\n${code}\n\`\`\`\n` }))?.size
  const line = 'log(sya)\n'
  expect(marksIn(line.repeat(9))).toBe(9)
  expect(marksIn(line.repeat(1_000))).toBe(100)
  expect(marksIn(line.repeat(READ_CHARS_MAX / 8))).toBe(0)
})
