// The offers that fit what somebody typed of a name, the best first: as in the palette, in any case of
// letters, without accents, and by first letters.
import type { Completion, CompletionResult } from '@codemirror/autocomplete'
import { fitterOf } from '../../../shared/search/fuzzy-match.ts'

type FittingOptions = Pick<CompletionResult, 'options' | 'filter' | 'getMatch'>

export function fittingOptions(options: readonly Completion[], typed: string): FittingOptions {
  const fits = fitterOf(typed)
  const found = options.flatMap((option) => {
    const match = fits(option.label)
    return match === null ? [] : { option, match }
  })
  const ranges = new Map(found.map(({ option, match }) => [option, match.ranges.flat()]))
  return {
    options: found
      .toSorted((a, b) => b.match.score - a.match.score || a.option.label.localeCompare(b.option.label))
      .map(({ option }) => option),
    filter: false,
    getMatch: (option) => ranges.get(option) ?? [],
  }
}
