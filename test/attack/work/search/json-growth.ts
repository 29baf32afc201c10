// Bodies of JSON, grown from one that is let in: longer texts, larger numbers, more of each, deeper in each
// other, and with keys that nobody asked for.
import type { Random } from '../../../simulation/random.ts'
import { growRecipe, textOf, type Recipe } from '../parsers/texts.ts'
import { among, grownIn, upTo } from './kind.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const WAYS = ['text', 'number', 'many', 'deep', 'keys', 'none'] as const

/** One change of a body. */
export interface Change {
  readonly way: (typeof WAYS)[number]
  /** At its nth value, counted through all of it. */
  readonly at: number
  readonly count: number
  readonly text: Recipe
}

const PIECES = [
  'a',
  '\u0301',
  '\u0323',
  '\u202e',
  '\ud800',
  '👍',
  '/',
  '@',
  '..',
  ' ',
  '0',
  '.',
  '-',
  '\u0130',
  '%2f',
]

export const change = (way: Change['way'], count: number, more: Partial<Change> = {}): Change => ({
  way,
  at: 0,
  count,
  text: [['a', count]],
  ...more,
})

export const growChange = (one: Change, most: number, random: Random): Change =>
  grownIn(
    one,
    {
      way: among(WAYS),
      at: (_at, random) => random.below(6),
      count: upTo(most),
      text: (text, random) => growRecipe(text, { most, pieces: PIECES }, random),
    },
    random,
  )

/** A body with all of these changes, as text of about so many characters at most. */
export function changed(body: unknown, changes: readonly Change[], most: number): string {
  let value = JSON.parse(JSON.stringify(body ?? {})) as Json
  for (const change of changes) value = changedOnce(value, change, most)
  return JSON.stringify(value)
}

function changedOnce(body: Json, { way, at, count, text }: Change, most: number): Json {
  let left = at % Math.max(1, valuesIn(body))
  const visit = (value: Json): Json => {
    if (left-- === 0) return madeOf(value)
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]))
  }
  const madeOf = (value: Json): Json => {
    switch (way) {
      case 'text':
        return textOf(text, most)
      case 'number':
        return count % 2 === 0 ? count : -count / 3
      case 'many':
        return Array<Json>(fitting(value, count, most)).fill(value)
      case 'deep':
        return Array.from({ length: Math.min(count, 2_000) }).reduce<Json>((inner) => [inner], value)
      case 'keys':
        return {
          ...(isObject(value) ? value : {}),
          ...Object.fromEntries(
            Array.from({ length: fitting(0, count, most) }, (_, nth) => [`${textOf(text, 20)}${nth}`, 0]),
          ),
        }
      case 'none':
        return null
    }
    return way satisfies never
  }
  return visit(body)
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fitting = (value: Json, count: number, most: number): number =>
  Math.min(count, Math.floor(most / (JSON.stringify(value).length + 6)))

function valuesIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, inner: Json) => sum + valuesIn(inner), 1)
}
