import { expect, test } from 'vitest'
import { choicesFor } from '../../../client/drawings/look-choices.ts'
import { EMOJI } from '../../../client/drawings/emoji.ts'
import { drawnAs, emojiSprite, oneEmoji, SPRITES } from '../../../shared/world/sprites.ts'

const labels = (query: string): readonly string[] => {
  const { recent, things, grounds, emoji } = choicesFor(query)
  return [...recent, ...things, ...grounds, ...emoji].map(({ label }) => label)
}

test('without a search there is every drawing, every ground, and a few emoji', () => {
  const { things, grounds, emoji } = choicesFor('')
  expect(things.map(({ sprite }) => sprite)).toEqual([...SPRITES])
  expect(grounds).toHaveLength(8)
  expect(emoji.length).toBeLessThan(EMOJI.length / 4)
})

test('a search goes by the beginnings of words, in any order', () => {
  expect(labels('light')).toEqual(['lamp', 'lantern', 'traffic light 🚦', 'light bulb 💡'])
  expect(labels('ground sand')).toEqual(['sand ground'])
  expect(labels('red ground')).toEqual(['brick ground'])
  expect(labels('FURN ta')).toEqual(['table'])
  expect(labels('flàg fóx')).toEqual([])
  expect(labels('FÓX')).toContain('fox 🦊')
  expect(labels('nothing of the kind')).toEqual([])
})

test('any emoji is found by itself, also one that is not in the list', () => {
  expect(labels('🦊')).toEqual(['fox 🦊'])
  expect(labels('🪤')).toEqual(['🪤'])
})

test('every emoji of the list is one, has a name of its own, and can be a look', () => {
  for (const { emoji } of EMOJI)
    expect(drawnAs(emojiSprite(emoji)), emoji).toEqual({ kind: 'emoji', emoji: oneEmoji(emoji) })
  expect(new Set(EMOJI.map(({ name }) => name)).size).toBe(EMOJI.length)
  expect(new Set(EMOJI.map(({ emoji }) => emoji)).size).toBe(EMOJI.length)
})
