// Texts as a few pieces, each repeated: texts that cost a parser much are mostly long and dull.
import type { Random } from '../../../simulation/random.ts'
import type { Generator } from './generator.ts'

/** Pieces one after the other, each repeated. */
export type Recipe = readonly (readonly [piece: string, times: number])[]

interface TextsOptions {
  readonly name: string
  /** Most characters that are let in. */
  readonly most: number
  /** Words that the parser knows, and words that look like them. */
  readonly pieces: readonly string[]
  readonly work: (text: string) => unknown
}

/** Another recipe, of the same pieces. */
export function growRecipe(
  recipe: Recipe,
  { most, pieces }: Pick<TextsOptions, 'most' | 'pieces'>,
  random: Random,
): Recipe {
  const piece = (): string => pieces[random.below(pieces.length)] ?? ''
  /** A piece, or two or three that are repeated together. */
  const part = (): string => Array.from({ length: 1 + random.below(3) }, piece).join('')
  const times = (): number => 2 ** random.below(Math.ceil(Math.log2(most)) + 1)
  const at = random.below(recipe.length)
  const way = random.below(5)
  if (way === 0 || recipe.length === 0) return recipe.toSpliced(at, 0, [part(), times()])
  if (way === 1 && recipe.length > 1) return recipe.toSpliced(at, 1)
  return recipe.map(([one, count], index) => {
    if (index !== at) return [one, count]
    if (way === 2) return [part(), count]
    return way === 3 ? [one, Math.min(most, count * 2)] : [one + piece(), Math.ceil(count / 2)]
  })
}

/** Texts for one parser. */
export function texts({ name, most, pieces, work }: TextsOptions): Generator<Recipe> {
  return {
    name,
    seeds: () => [
      ...pieces.map((one): Recipe => [[one, most]]),
      ...pieces.map((one): Recipe => [
        [one, most / 2],
        ['x', 1],
      ]),
    ],
    grow: (recipe, random) => growRecipe(recipe, { most, pieces }, random),
    work: (recipe) => work(textOf(recipe, most)),
  }
}

/** The text of a recipe, cut to the longest that is accepted. */
export function textOf(recipe: Recipe, most: number): string {
  let text = ''
  for (const [piece, times] of recipe) {
    const room = most - text.length
    if (room <= 0) break
    text += piece.repeat(Math.min(Math.ceil(times), Math.ceil(room / Math.max(1, piece.length))))
  }
  return text.slice(0, most)
}
