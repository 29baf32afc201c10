import { expect, test } from 'vitest'
import { drawnAs, isArea, oneEmoji } from '../../../shared/world/sprites.ts'

test.each(['🦊', '👩‍👩‍👧‍👦', '👍🏽', '🇫🇷', '1️⃣', '☕', '❤️'])('%s is one emoji, and a look', (emoji) => {
  expect(oneEmoji(` ${emoji} `)).toBe(emoji)
  expect(drawnAs(`emoji:${emoji}`)).toEqual({ kind: 'emoji', emoji })
})

test.each(['', 'a', '12', '🦊🦊', '🦊 fox', '<b>', '👩‍👩‍👧‍👦'.repeat(9), '\u200D', '🇫'])(
  '%j is no emoji',
  (text) => {
    expect(oneEmoji(text)).toBeNull()
    expect(drawnAs(`emoji:${text}`)).toEqual({ kind: 'drawing', sprite: 'box' })
  },
)

test('a ground is painted in a colour of six digits, and nothing else', () => {
  expect(drawnAs('paint:#d8cfbd')).toEqual({ kind: 'paint', color: '#d8cfbd' })
  expect(isArea('paint:#D8CFBD')).toBe(true)
  for (const other of ['paint:red', 'paint:#d8cfbd;x', 'paint:url(x)', 'paint', 'lamp'])
    expect(isArea(other)).toBe(false)
})
