// The drawing of a world for who shows a link to it: of words and names that anybody wrote.
import { expect, it } from 'vitest'
import type { Miniature } from '../../../shared/world/glance/miniature.ts'
import { previewOf } from './preview-drawing.ts'

const DRAWINGS = {
  lamp: { light: '<svg id="day"/>', dark: '<svg id="night"/>' },
  box: { light: '<svg id="box"/>', dark: '<svg id="box"/>' },
}

function drawn(more: Partial<Miniature>): string {
  return previewOf({ paper: null, ink: null, title: null, lines: [], things: [], ...more }, DRAWINGS)
}

const thing = (sprite: string) => ({ sprite, x: 1, y: 2, width: 3, height: 4 })

it('[H17] words are words, whatever is in them', () => {
  const words = `<script>"&\u0000\u0008\uFFFE`
  const [text] = /<text[^]*<\/text>/.exec(drawn({ lines: [{ kind: 'title', words }] })) ?? []
  expect(text).toMatch(/>&lt;script&gt;&quot;&amp;<\/text>$/)
})

it('[H17] words go on in rows as wide as a page, and end with the picture', () => {
  const lines = Array.from({ length: 20 }, () => ({
    kind: 'text' as const,
    words: 'eleven words '.repeat(18),
  }))
  const rows = [...drawn({ lines }).matchAll(/ y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)]
  expect(Math.max(...rows.map(([, , row = '']) => row.length))).toBeLessThanOrEqual(68)
  expect(Math.max(...rows.map(([, y]) => Number(y)))).toBeLessThan(540)
  const one = drawn({ lines: [{ kind: 'text', words: 'x'.repeat(240) }] })
  expect(one.match(/x+(?=<\/text>)/g)?.every((row) => row.length <= 68)).toBe(true)
})

it('[H17] things are our drawings in the light of the paper; of an emoji and a picture there is none', () => {
  const things = ['lamp', 'unheard', 'emoji:🦊', `asset:${'0f'.repeat(32)}`, 'paint:#d8cfbd'].map(thing)
  const day = drawn({ things })
  expect(day.match(/<svg x=[^>]*>/g)).toEqual(
    ['day', 'box'].map((id) => `<svg x="1" y="2" width="3" height="4" id="${id}"/>`),
  )
  expect(day).toContain('<rect x="1" y="2" width="3" height="4" fill="#d8cfbd"/>')
  expect(drawn({ things, paper: '#101010' })).toContain('id="night"')
})
