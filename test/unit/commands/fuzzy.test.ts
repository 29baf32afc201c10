import { describe, expect, test } from 'vitest'
import { fit } from '../../../shared/search/fuzzy-match.ts'

/** Those that fit, best first. */
function ranked(query: string, titles: readonly string[]): string[] {
  return titles
    .map((title) => ({ title, found: fit(query, title) }))
    .filter(({ found }) => found !== null)
    .toSorted((a, b) => (b.found?.score ?? 0) - (a.found?.score ?? 0))
    .map(({ title }) => title)
}

/** The title with the matched letters in brackets. */
function marked(query: string, title: string): string {
  let text = ''
  let last = 0
  for (const [from, to] of fit(query, title)?.ranges ?? []) {
    text += `${title.slice(last, from)}[${title.slice(from, to)}]`
    last = to
  }
  return text + title.slice(last)
}

describe('a few letters', () => {
  test('find what begins with them first, then words, then what has them inside', () => {
    expect(ranked('put', ['Input', 'Put away', 'Take out and put back', 'Undo'])).toEqual([
      'Put away',
      'Take out and put back',
      'Input',
    ])
  })

  test('can be the first letters of words', () => {
    expect(marked('ati', 'Add a thing: ink')).toBe('[A]dd a [t]hing: [i]nk')
    expect(marked('pua', 'Put away')).toBe('[Pu]t [a]way')
    expect(fit('xyz', 'Put away')).toBeNull()
  })

  test('each have to fit, in any order', () => {
    expect(marked('away put', 'Put away')).toBe('[Put] [away]')
    expect(fit('put home', 'Put away')).toBeNull()
  })

  test('find by other words too, after what is called so', () => {
    expect(fit('delete', 'Put away', 'delete remove')?.ranges).toEqual([])
    const [called, other] = [fit('delete', 'Delete'), fit('delete', 'Put away', 'delete remove')]
    expect(called?.score).toBeGreaterThan(other?.score ?? 0)
  })

  test('find a name without its accents, and with other ones', () => {
    expect(marked('cafe', 'Le Café des Amis')).toBe('Le [Café] des Amis')
    expect(marked('strasse', 'Große Straße')).toBe('Große [Straße]')
    expect(marked('ца', 'Старый ца́рь')).toBe('Старый [ца́]рь')
    expect(marked('Éclair', 'eclair')).toBe('[eclair]')
    expect(marked('oe', 'Øresund ère')).toBe('[Ø]resund [è]re')
  })

  test('that are none fit everything', () => {
    expect(fit('  ', 'Put away')).toEqual({ score: 0, ranges: [] })
  })
})
