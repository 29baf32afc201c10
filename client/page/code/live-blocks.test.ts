import { ensureSyntaxTree } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { pageLanguage } from '../page-language.ts'
import { liveBlocks, touches } from './live-blocks.ts'

function blocksOf(doc: string) {
  const begun = EditorState.create({ doc, extensions: pageLanguage })
  ensureSyntaxTree(begun, doc.length, 5_000)
  // A state shows what was read of it by its next one: on a busy machine the first has read nothing yet.
  const { state } = begun.update({})
  return liveBlocks(state, { from: 0, to: doc.length }).map(({ from, to, lines }) => ({
    text: doc.slice(from, to),
    lines,
  }))
}

test('[E13] blocks of live code are found, each with how many lines it has; code that is only read is none', () => {
  expect(blocksOf('a\n\n```js\none\ntwo\n```\n\nb\n~~~javascript\n~~~\n')).toEqual([
    { text: '```js\none\ntwo\n```', lines: 2 },
    { text: '~~~javascript\n~~~', lines: 0 },
  ])
  expect(blocksOf('```\nread\n```\n\n```json\n{}\n```\n')).toEqual([])
  expect(blocksOf('- a\n\n  ```js\n  in a list\n  ```\n\n> ```js\n> quoted\n> ```\n')).toEqual([])
})

test('[E13] a block that nothing ends reaches to the end of the page', () => {
  expect(blocksOf('```js\none\n')).toEqual([{ text: '```js\none\n', lines: 2 }])
  expect(blocksOf('```js')).toEqual([{ text: '```js', lines: 0 }])
})

test('[E13] a range touches a block that it is in, goes over, or stands at the edge of', () => {
  const block = { from: 10, to: 20, lines: 1 }
  for (const [from, to] of [
    [10, 10],
    [20, 20],
    [0, 30],
    [15, 16],
  ] as const)
    expect(touches({ from, to }, block)).toBe(true)
  for (const [from, to] of [
    [0, 9],
    [21, 30],
  ] as const)
    expect(touches({ from, to }, block)).toBe(false)
})
